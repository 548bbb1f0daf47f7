import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";

/** What another program computed from the two images: logits, and the input gradient of the summed cross-entropy. */
export interface Reference {
  /** What to ask for, where the file fits several architectures and it is not the usual one. */
  readonly architecture?: string;
  readonly size: number;
  readonly logits: readonly (readonly number[])[];
  readonly gradientNorm: number;
  /** `gradient[i]` is element i * gradientStep, in NHWC order. */
  readonly gradientStep: number;
  readonly gradient: readonly number[];
  /** Where the images were in another range: pixels are multiplied by the first number, the second is added. */
  readonly range?: readonly [number, number];
}

/** The two images of generate.py, NHWC. */
export function images(size: number, [factor, offset]: readonly [number, number] = [1, 0]): tf.Tensor4D {
  const pixels: number[] = [];
  for (let n = 0; n < 2; n++) {
    for (let h = 0; h < size; h++) {
      for (let w = 0; w < size; w++) {
        for (let c = 0; c < 3; c++) {
          pixels.push((((31 * n + 7 * h + 3 * w + 17 * c + h * w + (c + 1) * h * h) % 23) / 11 - 1) * factor + offset);
        }
      }
    }
  }
  return tf.tensor4d(pixels, [2, size, size, 3]);
}

/** Logits, and gradients for labels 0 and 1, agree to 1e-4 of their size, or to another share of it. */
export async function expectAgreement(
  forward: (x: tf.Tensor4D) => tf.Tensor,
  expected: Reference,
  tolerance = 1e-4,
): Promise<void> {
  const input = images(expected.size, expected.range);
  const [logits, gradient] = tf.tidy(() => {
    const targets = tf.oneHot(tf.tensor1d([0, 1], "int32"), expected.logits[0].length);
    const loss = (x: tf.Tensor) => tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(forward(x as tf.Tensor4D)))));
    return [forward(input), tf.grad(loss)(input)];
  });
  const reference = expected.logits.flat();
  const scale = Math.max(...reference.map(Math.abs));
  expect(largestDifference(reference, await logits.data())).toBeLessThan(tolerance * scale);
  const slopes = await gradient.data();
  expect(Math.abs(Math.hypot(...slopes) / expected.gradientNorm - 1)).toBeLessThan(Math.max(tolerance, 5e-4));
  const picked = expected.gradient.map((_, i) => slopes[i * expected.gradientStep]);
  expect(largestDifference(expected.gradient, picked)).toBeLessThan(tolerance * expected.gradientNorm);
  tf.dispose([input, logits, gradient]);
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
}
