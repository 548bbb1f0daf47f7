import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { createRandom } from "../core/random.ts";
import { checkedIndex, identified, type Records } from "./records.ts";

/**
 * The records at these indices, in this order, as a set of its own: record i of the subset is record `indices[i]` of
 * the whole, and the hash is over the subset's own pixels and labels.
 */
export async function subset(dataset: Records, indices: ArrayLike<number>): Promise<Dataset> {
  return identified(subsetRecords(dataset, indices));
}

/** As `subset`; the hash is not taken. */
export function subsetRecords(records: Records, indices: ArrayLike<number>): Records {
  const chosen = Int32Array.from(indices, (index) => checkedIndex(index, records.count));
  const labels = chosen.map((index) => records.labels[index]);
  const original = (positions: ArrayLike<number>) =>
    Int32Array.from(positions, (position) => chosen[checkedIndex(position, chosen.length)]);
  const unreadable = records.unreadable?.bind(records);
  const fingerprint = records.fingerprint?.bind(records);
  return {
    ...records,
    count: chosen.length,
    labels,
    trueLabels: records.trueLabels === records.labels ? labels : chosen.map((index) => records.trueLabels[index]),
    exampleId: (position) => records.exampleId(chosen[checkedIndex(position, chosen.length)]),
    read: async (positions) => records.read(original(positions)),
    ...(unreadable && { unreadable: (positions) => unreadable(original(positions)) }),
    ...(fingerprint && { fingerprint: (positions) => fingerprint(original(positions)) }),
  };
}

/**
 * Chooses `limit` of the records so that every class keeps its share: the first of `mixedOrder`, in ascending order.
 *
 * @param labels class of each record, in [0, classes - 1]; true labels, so that label noise does not change the choice
 * @returns min(limit, labels.length) indices
 * @throws InputError when `limit` is not a whole number of at least 1
 * @example stratifiedIndices(Int32Array.of(0, 0, 1, 1), 2, 2, 0).length // 2: one of each class
 */
export function stratifiedIndices(
  labels: Int32Array,
  classes: number,
  limit: number,
  seed: number | string,
): Int32Array {
  return mixedOrder(labels, classes, seed).slice(0, checkedLimit(limit)).sort();
}

/**
 * An order of all records in which the first n are a fair sample, whatever n: within each class the records are put
 * in a random order, the r-th of a class of n gets the key (r + u) / n with u one uniform draw per class, and records
 * are sorted by key. With classes of equal size, the classes of the first n differ in number by at most one.
 */
export function mixedOrder(labels: Int32Array, classes: number, seed: number | string): Int32Array {
  const random = createRandom(seed).fork("subset");
  const members = indicesByClass(labels, classes);
  const key = new Float64Array(labels.length);
  members.forEach((indices, label) => {
    const draw = random.fork(label);
    const offset = draw.uniform();
    draw.permutation(indices.length).forEach((position, rank) => {
      key[indices[position]] = (rank + offset) / indices.length;
    });
  });
  return Int32Array.from(labels.keys()).sort((a, b) => key[a] - key[b] || a - b);
}

/** A `limit` that can be taken. */
export function checkedLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1) return limit;
  throw new InputError("`limit`", { expected: "a whole number of at least 1", got: `${limit}` });
}

/** The records of each class, in ascending order. */
export function indicesByClass(labels: Int32Array, classes: number): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, index) => {
    members[label].push(index);
  });
  return members;
}
