import type { Layer } from "./layer.ts";

/** Shapes of a file's weights by name: all that recognising an architecture looks at. */
export type ShapeTable = ReadonlyMap<string, readonly number[]>;

/** A network that weights may fit. */
export interface Description {
  /** As `--arch` names it. */
  readonly id: string;
  /** Whose names the weights have. */
  readonly naming: string;
  /** Height and width of the images it was made for. */
  readonly size: number;
  readonly classes: number;
  /** Normalised images to logits. */
  readonly network: Layer;
}

/**
 * Architectures of one kind, in all the ways that public repositories name their weights. A family is one file and one
 * line in the list.
 */
export interface Family {
  /**
   * The member that these weights look like, read off from their names and shapes, or undefined where they are of
   * another kind. Whether everything fits is checked elsewhere.
   */
  recognise(table: ShapeTable): Description | undefined;
  /** The members that have ids of their own, for `--arch` and for saying what is missing. */
  members(classes: number): readonly Description[];
}
