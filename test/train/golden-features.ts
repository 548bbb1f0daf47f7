import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import type { Loss } from "../../src/train/method.ts";
import { channelsLast, type GoldenTensor } from "./golden.ts";
import { NOTHING_ELSE } from "./loss-inputs.ts";

/** [count, features] as it is, [count, channels, height, width] with its channels last. */
export function featureTensor(tensor: GoldenTensor): tf.Tensor {
  if (tensor.shape.length === 2) return tf.tensor(Float32Array.from(tensor.data), [...tensor.shape]);
  const [count, channels, height, width] = tensor.shape;
  return tf.tensor(channelsLast(tensor), [count, height, width, channels]);
}

/**
 * Checks a loss that compares features of a student and a teacher, and its gradient with respect to the student's, to
 * float32's accuracy. The cross-entropy has to have weight 0.
 */
export function expectFeatureLoss(
  loss: Loss,
  student: GoldenTensor,
  teacher: GoldenTensor,
  expected: { readonly loss: number; readonly gradient: GoldenTensor },
): void {
  const logits = tf.zeros([student.shape[0], 2]) as tf.Tensor2D;
  const lossOf = (features: tf.Tensor) =>
    loss({
      ...NOTHING_ELSE,
      logits: [logits],
      targets: logits,
      features: [[features]],
      teacher: [logits],
      teacherFeatures: [featureTensor(teacher)],
    });
  const features = featureTensor(student);
  expect(Math.abs(lossOf(features).dataSync()[0] / expected.loss - 1)).toBeLessThan(2e-6);
  const gradient = tf.grad(lossOf)(features).dataSync();
  const reference = Float32Array.from(featureTensor(expected.gradient).dataSync());
  const scale = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(gradient).toHaveLength(reference.length);
  reference.forEach((value, i) => {
    expect(Math.abs(gradient[i] - value) / scale).toBeLessThan(5e-6);
  });
}
