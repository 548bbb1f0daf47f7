/** What the page's script knows beyond what stands in the page: JSON in an element of its own. */
export interface PageData {
  readonly checkpoints: readonly string[];
  /** Names of the conditions, as the page's list of them has them; the first is clean. */
  readonly conditions: readonly string[];
  /** Names of the classes that occur below, by their index. */
  readonly classes: Readonly<Record<number, string>>;
  readonly examples: readonly ExampleFacts[];
}

/** What checkpoints take one example for. */
export interface ExampleFacts {
  readonly index: number;
  /** Index of the true class. */
  readonly label: number;
  /** Class that is predicted: [checkpoint][condition]; -1 where the answer is no number, null where not measured. */
  readonly predicted: readonly (readonly (number | null)[])[];
}

/** Id of the element that holds it. */
export const PAGE_DATA_ID = "page-data";
