import * as tf from "@tensorflow/tfjs-core";
import { f, gradientOf, image, positive, type Row } from "./row.ts";

export const others: readonly Row[] = [
  ["Conv2D", "dilated", (x, w) => tf.conv2d(image(x), image(w), 1, "same", "NHWC", 2), [f(2, 9, 9, 3), f(3, 3, 3, 4)]],
  [
    "MaxPoolGrad",
    "ties go to the first place",
    gradientOf((x) => tf.maxPool(image(tf.relu(x)), 3, 2, "same")),
    [f(1, 6, 6, 2)],
  ],
  [
    "FusedBatchNorm",
    "per channel",
    (x, m, v) => tf.batchNorm(image(x), m as tf.Tensor1D, positive(v) as tf.Tensor1D, undefined, undefined, 1e-3),
    [f(2, 5, 5, 3), f(3), f(3)],
  ],
  [
    "FusedBatchNorm",
    "two dimensions, scale and offset",
    (x, m) =>
      tf.batchNorm2d(
        x as tf.Tensor2D,
        m as tf.Tensor1D,
        positive(m) as tf.Tensor1D,
        tf.neg(m) as tf.Tensor1D,
        m as tf.Tensor1D,
      ),
    [f(7, 3), f(3)],
  ],
  [
    "FusedBatchNorm",
    "statistics of the same shape",
    (x, m) => tf.batchNorm(image(x), image(m), image(positive(m))),
    [f(2, 3, 3, 2), f(2, 3, 3, 2)],
  ],
  [
    "FusedBatchNorm",
    "gradient through the batch's own moments",
    gradientOf((x) => {
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      return tf.batchNorm(
        image(x),
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        tf.tensor1d([0.3, -0.2]),
        tf.tensor1d([1.5, 0.5]),
        1e-3,
      );
    }),
    [f(3, 4, 5, 2)],
  ],
  ["EluGrad", "both signs", gradientOf((x) => tf.elu(x)), [f(5, 6)]],
  ["Step", "gradient of relu", gradientOf((x) => tf.relu(x)), [f(5, 6)]],
  ["ResizeBilinear", "up", (x) => tf.image.resizeBilinear(image(x), [9, 11]), [f(2, 4, 5, 3)]],
  [
    "ResizeBilinear",
    "down, half pixels",
    (x) => tf.image.resizeBilinear(image(x), [3, 4], false, true),
    [f(2, 7, 9, 3)],
  ],
  ["ResizeBilinear", "aligned corners", (x) => tf.image.resizeBilinear(image(x), [7, 8], true), [f(2, 4, 5, 3)]],
  ["ResizeNearestNeighbor", "up", (x) => tf.image.resizeNearestNeighbor(image(x), [9, 11]), [f(2, 4, 5, 3)]],
  [
    "ResizeNearestNeighbor",
    "half pixels",
    (x) => tf.image.resizeNearestNeighbor(image(x), [3, 7], false, true),
    [f(2, 4, 5, 3)],
  ],
];
