import type { Predictions } from "../src/core/predictions.ts";
import { bindSample, everyRow, type Sample } from "./sample.ts";

/**
 * Two models' answers about the same examples as one sample: rows 2i and 2i + 1 are the first's and the second's about
 * example i, so that any one row of each example is in the order of the file. Where only one has logits, both count as
 * probabilities.
 */
export function poolSamples(first: Sample, second: Sample): Sample {
  const [a, b] = [first.predictions, second.predictions];
  const count = a.count + b.count;
  const predictions: Predictions = {
    probabilities: interleave(a.probabilities, b.probabilities, a.classes),
    ...(a.logits === undefined || b.logits === undefined ? {} : { logits: interleave(a.logits, b.logits, a.classes) }),
    labels: Int32Array.from({ length: count }, (_, row) => a.labels[row >> 1]),
    count,
    classes: a.classes,
  };
  const { superclasses } = first;
  const known = first.known?.map((entry) => ({
    ...entry,
    value: entry.pool(entry.value, second.fixed(entry.quantity)),
  }));
  const context = { ...(superclasses && { superclasses }), ...(known && { known }) };
  return bindSample({ ...context, predictions, pooled: [first, second] }, everyRow(count));
}

/** Rows of `width` values of each in turn. */
export function interleave(first: Float64Array, second: Float64Array, width: number): Float64Array {
  const both = new Float64Array(first.length + second.length);
  for (let at = 0; at < first.length; at += width) {
    both.set(first.subarray(at, at + width), 2 * at);
    both.set(second.subarray(at, at + width), 2 * at + width);
  }
  return both;
}

/**
 * The two models after their answers about some examples were exchanged: a pair of samples that share the pooled rows.
 *
 * @param exchanged 1 where the answers about an example are exchanged, else 0
 */
export function exchangedSamples(pooled: Sample, exchanged: Uint8Array): readonly [Sample, Sample] {
  const total = exchanged.length;
  const [ofFirst, ofSecond] = [new Int32Array(total), new Int32Array(total)];
  const counts = [new Uint16Array(2 * total), new Uint16Array(2 * total)];
  for (let i = 0; i < total; i++) {
    const [taken, left] = [2 * i + exchanged[i], 2 * i + 1 - exchanged[i]];
    ofFirst[i] = taken;
    ofSecond[i] = left;
    counts[0][taken] = 1;
    counts[1][left] = 1;
  }
  const weights = pooled.occurring.weights;
  const drawOf = (model: 0 | 1, rows: Int32Array) => ({
    counts: counts[model],
    occurring: { length: total, rows, weights },
    total,
  });
  const first = bindSample({ ...pooled, shared: true }, drawOf(0, ofFirst));
  return [first, bindSample({ ...pooled, shared: true, rest: first }, drawOf(1, ofSecond))];
}
