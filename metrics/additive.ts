import type { Sample } from "./sample.ts";

/**
 * Makes a derived quantity of a sum over examples. Of two samples that share the rows of two models, the second has what
 * the first leaves of both models' sums, which is no pass over its rows. It is rounded otherwise than a sum of its own,
 * by some 1e-16 of the sums. Where that is not a finite number, as when a loss is infinite, it is summed after all.
 */
export function additive(sum: (sample: Sample) => number): (sample: Sample) => number {
  const quantity = (sample: Sample): number => {
    const { pooled, rest } = sample;
    if (pooled === undefined || rest === undefined) return sum(sample);
    const left = pooled[0].derived(quantity) + pooled[1].derived(quantity) - rest.derived(quantity);
    return Number.isFinite(left) ? left : sum(sample);
  };
  return quantity;
}

/** The same of several arrays of finite sums. */
export function additiveArrays<Sums extends { readonly [name in keyof Sums]: Float64Array }>(
  sums: (sample: Sample) => Sums,
): (sample: Sample) => Sums {
  const quantity = (sample: Sample): Sums => {
    const { pooled, rest } = sample;
    if (pooled === undefined || rest === undefined) return sums(sample);
    const both = pooled.map((model) => model.derived(quantity));
    const others = rest.derived(quantity);
    const left = Object.keys(others).map((key) => {
      const name = key as keyof Sums;
      return [name, less(both[0][name], both[1][name], others[name])];
    });
    return Object.fromEntries(left) as Sums;
  };
  return quantity;
}

/** first + second - others. */
function less(first: Float64Array, second: Float64Array, others: Float64Array): Float64Array {
  const left = new Float64Array(others.length);
  for (let at = 0; at < left.length; at++) left[at] = first[at] + second[at] - others[at];
  return left;
}
