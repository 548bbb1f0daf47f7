import { classCounts } from "../recall.ts";
import type { Sample } from "../sample.ts";

/** How one class fares. */
export interface ClassAccuracy {
  /** Index of the class. */
  readonly class: number;
  readonly count: number;
  /** Share of its examples that are predicted right (recall); NaN where it has none. */
  readonly accuracy: number;
}

/** Accuracy on each class's examples, by index of the class. */
export function classAccuracy(sample: Sample): readonly ClassAccuracy[] {
  const { count, correct } = sample.derived(classCounts);
  return Array.from(count, (examples, k) => ({ class: k, count: examples, accuracy: correct[k] / examples }));
}
