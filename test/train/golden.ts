import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import type { Batch } from "../../src/train/batch.ts";
import type { Loss } from "../../src/train/method.ts";
import type { MethodState } from "../../src/train/method-state.ts";
import type { TrainingProgress } from "../../src/train/schedule.ts";
import { NOTHING_ELSE } from "./loss-inputs.ts";

/** A tensor of a golden file, row-major. */
export interface GoldenTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

/** What an author's code (or a formula) computed in double precision, see test/fixtures/methods/README.md. */
export function golden(name: string) {
  return JSON.parse(readFileSync(new URL(`../fixtures/methods/${name}.json`, import.meta.url), "utf8"));
}

/** [..., channels, height, width] to [..., height, width, channels], as float32. */
export function channelsLast({ shape, data }: GoldenTensor): Float32Array {
  const [channels, height, width] = shape.slice(-3);
  const pixels = height * width;
  return Float32Array.from(data, (_, i) => {
    const within = i % (channels * pixels);
    return data[i - within + (within % channels) * pixels + Math.floor(within / channels)];
  });
}

export const matrix = ({ shape, data }: GoldenTensor): tf.Tensor2D =>
  tf.tensor2d(Float32Array.from(data), shape as [number, number]);

/** Targets that are 1 at the label. */
export const oneHot = (labels: GoldenTensor, classes: number): tf.Tensor2D =>
  tf.cast(tf.oneHot(tf.tensor1d([...labels.data], "int32"), classes), "float32") as tf.Tensor2D;

/** What a method's state gives to the loss of a step. */
export function stateTensors(state: MethodState, batch: Batch, progress: TrainingProgress): tf.Tensor[] {
  const given = state.inputs(batch, progress, createRandom("step"));
  return state.shapes.map((shape, i) => tf.tensor(given[i], [...shape]));
}

/** Checks values to float32's accuracy. */
export function expectClose(actual: ArrayLike<number>, { data }: GoldenTensor): void {
  expect(actual).toHaveLength(data.length);
  expect(Math.max(...data.map((value, i) => Math.abs(value - actual[i])))).toBeLessThan(1e-6);
}

/** What a loss is given beside logits and targets, and the largest relative error of its value. */
interface LossContext {
  readonly state?: readonly tf.Tensor[];
  readonly teacher?: readonly tf.Tensor2D[];
  readonly tolerance?: number;
}

/** Checks a loss, and its gradient with respect to each branch's logits, to float32's accuracy. */
export function expectLoss(
  loss: Loss,
  logits: readonly GoldenTensor[],
  targets: tf.Tensor2D,
  expected: { readonly loss: number; readonly gradients: readonly GoldenTensor[] },
  { state = [], teacher = [], tolerance = 1e-6 }: LossContext = {},
): void {
  const lossOf = (...branches: tf.Tensor[]) =>
    loss({ ...NOTHING_ELSE, logits: branches as tf.Tensor2D[], targets, state, teacher });
  const inputs = logits.map(matrix);
  expect(Math.abs(lossOf(...inputs).dataSync()[0] / expected.loss - 1)).toBeLessThan(tolerance);
  const gradients = tf.grads(lossOf)(inputs);
  for (const [branch, { data }] of expected.gradients.entries()) {
    const scale = Math.max(...data.map(Math.abs));
    const actual = gradients[branch].dataSync();
    expect(actual).toHaveLength(data.length);
    expect(Math.max(...data.map((value, i) => Math.abs(value - actual[i]))) / scale).toBeLessThan(2e-6);
  }
}
