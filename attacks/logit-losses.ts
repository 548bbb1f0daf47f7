import type { LossId } from "../src/core/classifier.ts";
import { marginOf } from "../src/core/margin.ts";

/**
 * Loss of one row of logits, as `LossId` defines it, in double precision: what a gradient pass would report, from a
 * forward pass.
 *
 * @param logits row-major [n, classes]
 * @param target for `targeted-dlr`
 * @example lossOf("dlr", Float32Array.of(3, 1, 2), 0, 3, 0) // -0.5: -(3 - 2) / (3 - 1)
 */
export function lossOf(
  loss: LossId,
  logits: ArrayLike<number>,
  row: number,
  classes: number,
  label: number,
  target = -1,
): number {
  const z = Array.from({ length: classes }, (_, k) => logits[row * classes + k]);
  switch (loss) {
    case "cross-entropy": {
      const max = Math.max(...z);
      return max + Math.log(z.reduce((sum, value) => sum + Math.exp(value - max), 0)) - z[label];
    }
    case "dlr": {
      const [first, , third] = z.toSorted((a, b) => b - a);
      return -marginOf(logits, row, classes, label) / (first - third + DENOMINATOR_FLOOR);
    }
    case "targeted-dlr": {
      const [first, , third, fourth] = z.toSorted((a, b) => b - a);
      return (z[target] - z[label]) / (first - (third + fourth) / 2 + DENOMINATOR_FLOOR);
    }
  }
}

/** Keeps the ratio finite where all logits are equal; the reference code's value. */
const DENOMINATOR_FLOOR = 1e-12;
