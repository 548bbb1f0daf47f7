import type { Sample } from "./sample.ts";

/** Mean of one value per example over the sample, each as often as the example occurs. */
export function mean({ counts, total }: Sample, values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] * values[i];
  // NaN where the loss of an example that does not occur is infinite. It is left out in a second pass, because in the
  // first a processor would mispredict the branch at every other example.
  if (Number.isNaN(sum)) {
    sum = 0;
    for (let i = 0; i < counts.length; i++) if (counts[i] !== 0) sum += counts[i] * values[i];
  }
  return sum / total;
}

/** Share of the examples for which `counted` is 1. */
export function share({ counts, total }: Sample, counted: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i] * counted[i];
  return sum / total;
}
