import type { Layer } from "../../network/layer.ts";

/** Shapes of a file's weights by name: all that recognising an architecture looks at. */
export type ShapeTable = ReadonlyMap<string, readonly number[]>;

/** A network that weights may fit. */
export interface Description {
  /** As users name it. */
  readonly id: string;
  /** Whose names the weights have. */
  readonly naming: string;
  /** Height and width of the images it was made for. */
  readonly size: number;
  readonly classes: number;
  /** Normalised images to logits. */
  readonly network: Layer;
  /** Names of weights that the repository stores and its forward pass does not use. */
  readonly unused?: RegExp;
}

/**
 * Architectures of one kind, in all the ways that public repositories name their weights. A family is one file and one
 * line in the list.
 */
export interface Family {
  /**
   * The members that these weights look like, read off from their names and shapes; none where they are of another
   * kind. More than one where repositories share names and shapes and mean different things: strides, pools,
   * activations. The usual meaning comes first. Whether everything fits is checked elsewhere.
   */
  recognise(table: ShapeTable): readonly Description[];
  /** The members that have ids of their own, for choosing one and for saying what is missing. */
  members(classes: number): readonly Description[];
}
