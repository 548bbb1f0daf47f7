import type { Sample } from "./sample.ts";

/** Mean of one value per example over the sample, each as often as the example occurs. */
export function mean({ counts, total }: Sample, values: ArrayLike<number>): number {
  let sum = 0;
  // An infinite loss of an example that does not occur must not become NaN.
  for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) sum += counts[i] * values[i];
  return sum / total;
}
