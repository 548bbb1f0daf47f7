import type { Classifier, Normalization } from "../../src/core/classifier.ts";

/**
 * A two-class network whose answers are known in closed form: z = (0, w . x + b) on a one-pixel-high image.
 * The cross-entropy of class 0 is ln(1 + exp(m)) with m = w . x + b, its gradient sigmoid(m) w; of class 1
 * ln(1 + exp(-m)), its gradient -sigmoid(-m) w.
 */
export function linearClassifier(
  weights: readonly number[],
  bias = 0,
  normalization: Normalization = { mean: [0, 0, 0], std: [1, 1, 1] },
): Classifier & { readonly calls: { gradient: number } } {
  const size = weights.length;
  const calls = { gradient: 0 };
  const margin = (images: Float32Array, row: number) =>
    weights.reduce((sum, weight, i) => sum + weight * images[row * size + i], bias);
  return {
    calls,
    classes: 2,
    height: 1,
    width: size / 3,
    normalization,
    batch: 4,
    async logits(images) {
      return Float32Array.from({ length: (images.length / size) * 2 }, (_, i) => (i % 2 ? margin(images, i >> 1) : 0));
    },
    async gradient(images, labels) {
      calls.gradient += 1;
      const count = labels.length;
      const gradient = new Float32Array(images.length);
      const logits = new Float32Array(count * 2);
      const losses = new Float32Array(count);
      for (let row = 0; row < count; row++) {
        const m = margin(images, row);
        const direction = labels[row] === 0 ? 1 : -1;
        const slope = direction / (1 + Math.exp(-direction * m));
        for (let i = 0; i < size; i++) gradient[row * size + i] = slope * weights[i];
        logits[row * 2 + 1] = m;
        losses[row] = Math.log1p(Math.exp(direction * m));
      }
      return { gradient, logits, losses };
    },
    async dispose() {},
  };
}
