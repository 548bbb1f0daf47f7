import * as tf from "@tensorflow/tfjs-core";
import { expect } from "vitest";
import type { Engine } from "../../../src/engine/index.ts";
import { expectClose } from "../close.ts";
import { numbers } from "../compare.ts";
import { image } from "./row.ts";

interface Adjoint {
  readonly kernel: string;
  readonly title: string;
  /** A linear function of images. */
  readonly fn: (images: tf.Tensor4D) => tf.Tensor;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** Gradients that TensorFlow.js' own JavaScript back end gets wrong, held to what defines them. */
export const resizing: readonly Adjoint[] = (
  [
    ["ResizeBilinearGrad", tf.image.resizeBilinear],
    ["ResizeNearestNeighborGrad", tf.image.resizeNearestNeighbor],
  ] as const
).map(([kernel, resize]) => ({
  kernel,
  title: "resizing",
  fn: (images) => resize(images, [9, 11]),
  from: [2, 4, 5, 3],
  to: [2, 9, 11, 3],
}));

export const averaging: readonly Adjoint[] = (
  [
    [3, 1],
    [3, 2],
    [2, 1],
    [5, 3],
  ] as const
).map(([size, stride]) => ({
  kernel: "AvgPoolGrad",
  title: `averages of ${size} by ${size}, stride ${stride}, same`,
  fn: (images) => tf.avgPool(images, size, stride, "same"),
  from: [2, 7, 8, 3],
  to: [2, Math.ceil(7 / stride), Math.ceil(8 / stride), 3],
}));

/** The gradient G of a linear function F satisfies <F x, dy> = <x, G dy> for any x and dy. */
export async function expectAdjoint(engine: Engine, { fn, from, to }: Adjoint): Promise<void> {
  const products = (x: tf.Tensor, dy: tf.Tensor) => {
    const weighted = (point: tf.Tensor) => tf.sum(tf.mul(fn(image(point)), dy));
    return [weighted(x), tf.sum(tf.mul(x, tf.grad(weighted)(x)))];
  };
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b);
  const compiled = await engine.compile(products, [{ shape: from }, { shape: to }]);
  const [forward, backward] = await compiled.run(numbers(size(from), 1), numbers(size(to), 2));
  await compiled.dispose();
  expect(Math.abs(forward![0]!)).toBeGreaterThan(0.01);
  expectClose(backward!, forward!, 1e-5);
}
