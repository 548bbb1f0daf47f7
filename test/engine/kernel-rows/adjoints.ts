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
    ["ResizeBilinearGrad", "larger", tf.image.resizeBilinear, [9, 11], false, false],
    ["ResizeBilinearGrad", "smaller, half-pixel centres", tf.image.resizeBilinear, [3, 4], false, true],
    ["ResizeBilinearGrad", "larger, aligned corners", tf.image.resizeBilinear, [7, 8], true, false],
    ["ResizeNearestNeighborGrad", "larger", tf.image.resizeNearestNeighbor, [9, 11], false, false],
    [
      "ResizeNearestNeighborGrad",
      "other sides, half-pixel centres",
      tf.image.resizeNearestNeighbor,
      [3, 7],
      false,
      true,
    ],
    ["ResizeNearestNeighborGrad", "larger, aligned corners", tf.image.resizeNearestNeighbor, [7, 8], true, false],
  ] as const
).map(([kernel, title, resize, size, alignCorners, halfPixelCenters]) => ({
  kernel,
  title: `resizing: ${title}`,
  fn: (images) => resize(images, [...size], alignCorners, halfPixelCenters),
  from: [2, 4, 5, 3],
  to: [2, ...size, 3],
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

export const dilating: readonly Adjoint[] = [
  {
    kernel: "Conv2DBackpropInput",
    title: "a convolution dilated by 3 and 2",
    fn: (images) => tf.conv2d(images, filter(4), 1, "same", "NHWC", [3, 2]),
    from: [2, 9, 8, 3],
    to: [2, 9, 8, 4],
  },
  {
    kernel: "DepthwiseConv2dNativeBackpropInput",
    title: "a depthwise convolution dilated by 2 and 4",
    fn: (images) => tf.depthwiseConv2d(images, filter(2), 1, "valid", "NHWC", [2, 4]),
    from: [2, 9, 11, 3],
    to: [2, 5, 3, 6],
  },
];
const filter = (filters: number) => tf.tensor4d(numbers(9 * 3 * filters, 5), [3, 3, 3, filters]);

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
