import type { Sample } from "./sample.ts";
import { topLabel } from "./top-label.ts";

/** Examples from the most confident to the least. */
export interface Ranking {
  /** Example at each rank; equal confidences in the order of the file. */
  readonly order: Int32Array;
  /** `correct` of the example at each rank. */
  readonly correct: Uint8Array;
  /** 1 at the last rank of each group of equal confidences: where a threshold can stand. */
  readonly last: Uint8Array;
}

/** A fixed quantity: `sample.fixed(ranking)`. */
export function ranking(sample: Sample): Ranking {
  const { confidence, correct } = sample.fixed(topLabel);
  const count = confidence.length;
  const order = Int32Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => confidence[b] - confidence[a] || a - b);
  const last = new Uint8Array(count);
  for (let rank = 0; rank < count; rank++) {
    last[rank] = rank + 1 === count || confidence[order[rank]] !== confidence[order[rank + 1]] ? 1 : 0;
  }
  return { order, correct: Uint8Array.from(order, (example) => correct[example]), last };
}

/** The same order with a threshold after every example, as if equal confidences were ranked by the order of the file. */
export function fileOrderRanking(sample: Sample): Ranking {
  const { order, correct } = sample.fixed(ranking);
  return { order, correct, last: new Uint8Array(order.length).fill(1) };
}

/** Equal confidences ranked against the order of the file: what an ascending sort, read from its end, gives. */
export function reverseFileOrderRanking(sample: Sample): Ranking {
  const { confidence, correct } = sample.fixed(topLabel);
  const order = Int32Array.from(confidence, (_, i) => i);
  order.sort((a, b) => confidence[b] - confidence[a] || b - a);
  return {
    order,
    correct: Uint8Array.from(order, (example) => correct[example]),
    last: new Uint8Array(order.length).fill(1),
  };
}
