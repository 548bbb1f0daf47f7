import { additive } from "./additive.ts";
import type { Sample } from "./sample.ts";

/** Mean over the sample of a fixed quantity with one value per example, each as often as the example occurs. */
export function meanOf(quantity: (sample: Sample) => Float64Array): (sample: Sample) => number {
  const sum = additive((sample) => {
    const values = sample.fixed(quantity);
    const { length, rows, weights } = sample.occurring;
    let total = 0;
    for (let at = 0; at < length; at++) total += weights[at] * values[rows[at]];
    return total;
  });
  return (sample) => sample.derived(sum) / sample.total;
}

/** Share of the examples for which a fixed quantity is 1. */
export function shareOf(quantity: (sample: Sample) => Uint8Array): (sample: Sample) => number {
  const sum = additive((sample) => {
    const counted = sample.fixed(quantity);
    const { length, rows, weights } = sample.occurring;
    let total = 0;
    for (let at = 0; at < length; at++) total += weights[at] * counted[rows[at]];
    return total;
  });
  return (sample) => sample.derived(sum) / sample.total;
}
