/** Names of the classes that occur in what is beside it, and their superclasses, by the class's index. */
export interface ClassNames {
  readonly classes: Readonly<Record<number, string>>;
  /** Null where the data have none. */
  readonly groups: Readonly<Record<number, number>> | null;
}

/** The most probable classes: class and probability in tenths of a percent, in turn, the most probable first. */
export type PackedTop = readonly number[];

/** What the page's script knows beyond what stands in the page: JSON in an element of its own. */
export interface PageData extends ClassNames {
  readonly checkpoints: readonly string[];
  /** Names of the conditions, as the page's list of them has them; the first is clean. */
  readonly conditions: readonly string[];
  /** Places in `conditions` of those under which the most probable classes are known; the first is clean. */
  readonly distributions: readonly number[];
  readonly examples: readonly ExampleFacts[];
}

/** What checkpoints take one example for. */
export interface ExampleFacts {
  readonly index: number;
  /** Index of the true class. */
  readonly label: number;
  /** Class that is predicted: [checkpoint][condition]; -1 where the answer is no number, null where not measured. */
  readonly predicted: readonly (readonly (number | null)[])[];
  /** The most probable classes: [checkpoint][distribution]; null where not measured. */
  readonly tops: readonly (readonly (PackedTop | null)[])[];
}

/** Mean answers over all examples of a class. */
export interface AverageData extends ClassNames {
  /** Names of the conditions; the first is clean. */
  readonly conditions: readonly string[];
  readonly averages: readonly ClassFacts[];
}

export interface ClassFacts {
  readonly class: number;
  /** [checkpoint][condition]; null where no example was measured. */
  readonly of: readonly (readonly (AverageFacts | null)[])[];
}

export interface AverageFacts {
  /** Examples of the class. */
  readonly count: number;
  /** What the examples' top five put inside the superclass on average, tenths of a percent; null without superclasses. */
  readonly mass: number | null;
  readonly top: PackedTop;
}

/** Ids of the elements that hold them. */
export const PAGE_DATA_ID = "page-data";
export const AVERAGE_DATA_ID = "average-data";
