import * as tf from "@tensorflow/tfjs-core";
import { numbers } from "../compare.ts";
import { f, gradientOf, image, type Row } from "./row.ts";

export const products: readonly Row[] = [
  ["BatchMatMul", "plain", (a, b) => tf.matMul(a, b), [f(3, 4), f(4, 5)]],
  ["BatchMatMul", "transposed", (a, b) => tf.matMul(a, b, true, true), [f(4, 3), f(5, 4)]],
  ["BatchMatMul", "batched", (a, b) => tf.matMul(a, b, false, true), [f(2, 3, 4), f(2, 5, 4)]],
  ["BatchMatMul", "gradient", gradientOf((a) => tf.matMul(a, tf.tensor2d(numbers(12, 3), [4, 3]))), [f(5, 4)]],
  [
    "_FusedMatMul",
    "bias and relu",
    (a, b) => tf.fused.matMul({ a: a as tf.Tensor2D, b, bias: tf.tensor1d([0.1, -0.2, 0.3]), activation: "relu" }),
    [f(5, 4), f(4, 3)],
  ],
];

export const fused: readonly Row[] = (["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu"] as const).flatMap(
  (activation): Row[] => [
    [
      "FusedConv2D",
      activation,
      (x, filter) =>
        tf.fused.conv2d({
          x: image(x),
          filter: image(filter),
          strides: 2,
          pad: "same",
          bias: tf.tensor1d([0.1, -0.2, 0.3, 0.4]),
          activation,
          leakyreluAlpha: 0.3,
        }),
      [f(2, 7, 7, 3), f(3, 3, 3, 4)],
    ],
    [
      "FusedDepthwiseConv2D",
      activation,
      (x, filter) =>
        tf.fused.depthwiseConv2d({
          x: image(x),
          filter: image(filter),
          strides: 1,
          pad: "same",
          bias: tf.tensor1d([0.1, -0.2, 0.3]),
          activation,
          leakyreluAlpha: 0.3,
        }),
      [f(2, 7, 7, 3), f(3, 3, 3, 1)],
    ],
  ],
);
