import type { Classifier, LossId, Normalization } from "../../src/core/classifier.ts";
import { softmaxRows } from "../../src/core/predictions.ts";

/** z = weights x + bias, a row of weights for each class: every gradient and every worst case is a closed form. */
export interface LinearModel extends Classifier {
  readonly calls: { gradient: number; logits: number };
}

export function linearModel(
  weights: readonly (readonly number[])[],
  bias: readonly number[] = weights.map(() => 0),
  { height = 1, normalization = { mean: [0, 0, 0], std: [1, 1, 1] } as Normalization } = {},
): LinearModel {
  const size = weights[0].length;
  const classes = weights.length;
  const calls = { gradient: 0, logits: 0 };
  const logitsOf = (images: Float32Array) =>
    Float32Array.from({ length: (images.length / size) * classes }, (_, i) => {
      const [row, k] = [Math.floor(i / classes), i % classes];
      return weights[k].reduce((sum, weight, d) => sum + weight * images[row * size + d], bias[k]);
    });
  return {
    calls,
    classes,
    height,
    width: size / 3 / height,
    normalization,
    batch: 4,
    async logits(images) {
      calls.logits += 1;
      return logitsOf(images);
    },
    async gradient(images, labels, loss = "cross-entropy", targets) {
      calls.gradient += 1;
      const logits = logitsOf(images);
      const gradient = new Float32Array(images.length);
      const losses = new Float32Array(labels.length);
      labels.forEach((label, row) => {
        const z = [...logits.subarray(row * classes, (row + 1) * classes)];
        const { value, slope } = lossAt(loss, z, label, targets?.[row]);
        losses[row] = value;
        for (let d = 0; d < size; d++) {
          gradient[row * size + d] = slope.reduce((sum, s, k) => sum + s * weights[k][d], 0);
        }
      });
      return { gradient, logits, losses };
    },
    async dispose() {},
  };
}

/** A loss and its derivative by the logits, written out by hand. */
function lossAt(loss: LossId, z: readonly number[], label: number, target = -1) {
  if (loss === "cross-entropy") {
    const p = softmaxRows(z, z.length);
    return { value: -Math.log(p[label]), slope: [...p].map((share, k) => share - (k === label ? 1 : 0)) };
  }
  const order = [...z.keys()].sort((a, b) => z[b] - z[a]);
  const other = loss === "dlr" ? (order[0] === label ? order[1] : order[0]) : target;
  const spread = loss === "dlr" ? z[order[0]] - z[order[2]] : z[order[0]] - (z[order[2]] + z[order[3]]) / 2;
  const lead = z[other] - z[label];
  const slope = z.map(() => 0);
  slope[other] += 1 / spread;
  slope[label] -= 1 / spread;
  const factor = -lead / spread ** 2;
  slope[order[0]] += factor;
  if (loss === "dlr") slope[order[2]] -= factor;
  else for (const k of [order[2], order[3]]) slope[k] -= factor / 2;
  return { value: lead / spread, slope };
}

/**
 * A two-way decision with a third class that never wins (so that every loss is defined): class 1 where w . x + b > 0,
 * else class 0, and every loss climbs along +-w. An image of class 0 is broken within an L-infinity ball of epsilon if
 * and only if w . x + b + epsilon |w|_1 > 0 (L2: |w|_2), as long as the box [0, 1] is not in the way.
 */
export function twoWayModel(w: readonly number[], b: number, options: Parameters<typeof linearModel>[2] = {}) {
  return linearModel(
    [w.map((value) => -value / 2), w.map((value) => value / 2), w.map(() => 0)],
    [-b / 2, b / 2, -100],
    options,
  );
}
