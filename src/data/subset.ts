import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { createRandom } from "../core/random.ts";
import { checkedIndex, identified, type Records } from "./records.ts";

/**
 * The records at these indices, in this order, as a set of its own: record i of the subset is record `indices[i]` of
 * the whole, and the hash is over the subset's own pixels and labels.
 */
export function subset(dataset: Records, indices: ArrayLike<number>): Promise<Dataset> {
  return identified(subsetRecords(dataset, indices));
}

export function subsetRecords(records: Records, indices: ArrayLike<number>): Records {
  const chosen = Int32Array.from(indices, (index) => checkedIndex(index, records.count));
  const labels = chosen.map((index) => records.labels[index]);
  return {
    ...records,
    count: chosen.length,
    labels,
    trueLabels: records.trueLabels === records.labels ? labels : chosen.map((index) => records.trueLabels[index]),
    read: (positions) =>
      records.read(Int32Array.from(positions, (position) => chosen[checkedIndex(position, chosen.length)])),
  };
}

/**
 * Chooses `limit` of the records so that every class keeps its share: within each class the records are put in a
 * random order, the r-th of a class of n gets the key (r + u) / n with u one uniform draw per class, and the `limit`
 * smallest keys are taken. With classes of equal size, counts per class differ by at most one. Choices are nested: a
 * larger limit with the same seed adds records and drops none.
 *
 * @param labels class of each record, in 0...classes-1; true labels, so that label noise does not change the choice
 * @returns indices in ascending order, min(limit, labels.length) of them
 * @throws InputError when `limit` is not a whole number of at least 1
 * @example stratifiedIndices(Int32Array.of(0, 0, 1, 1), 2, 2, 0).length // 2, one of each class
 */
export function stratifiedIndices(
  labels: Int32Array,
  classes: number,
  limit: number,
  seed: number | string,
): Int32Array {
  if (!(Number.isInteger(limit) && limit >= 1)) {
    throw new InputError("--limit", { expected: "a whole number of at least 1", got: `${limit}` });
  }
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
  const order = Int32Array.from(labels.keys()).sort((a, b) => key[a] - key[b] || a - b);
  return order.slice(0, limit).sort();
}

/** The records of each class, in ascending order. */
export function indicesByClass(labels: Int32Array, classes: number): readonly (readonly number[])[] {
  const members: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, index) => {
    members[label].push(index);
  });
  return members;
}
