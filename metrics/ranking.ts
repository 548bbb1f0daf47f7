import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/** Examples from the most confident to the least. */
export interface Ranking {
  /** Example at each rank; equal confidences in the order of the file. */
  readonly order: Int32Array;
  /** `correct` of the example at each rank. */
  readonly correct: Uint8Array;
  /** Number of the group of equal confidences at each rank, from 0; then one that is no group's. */
  readonly group: Int32Array;
}

/** A fixed quantity: `sample.fixed(ranking)`. */
export function ranking(sample: Sample): Ranking {
  const { confidence, correct } = sample.fixed(topLabel);
  const count = confidence.length;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => confidence[b] - confidence[a] || a - b);
  const group = new Int32Array(count + 1);
  for (let rank = 1; rank <= count; rank++) {
    const equal = rank < count && confidence[order[rank]] === confidence[order[rank - 1]];
    group[rank] = group[rank - 1] + (equal ? 0 : 1);
  }
  return { order, correct: Uint8Array.from(order, (example) => correct[example]), group };
}

/** The same order with every example a group of its own, as if equal confidences were ranked by the order of the file. */
export function fileOrderRanking(sample: Sample): Ranking {
  const { order, correct } = sample.fixed(ranking);
  return { order, correct, group: Int32Array.from({ length: order.length + 1 }, (_, rank) => rank) };
}

/** Equal confidences ranked against the order of the file: what an ascending sort, read from its end, gives. */
export function reverseFileOrderRanking(sample: Sample): Ranking {
  const { confidence, correct } = sample.fixed(topLabel);
  const order = Int32Array.from(confidence, (_, i) => i);
  order.sort((a, b) => confidence[b] - confidence[a] || b - a);
  return {
    order,
    correct: Uint8Array.from(order, (example) => correct[example]),
    group: Int32Array.from({ length: order.length + 1 }, (_, rank) => rank),
  };
}
