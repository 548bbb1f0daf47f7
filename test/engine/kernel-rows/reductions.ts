import * as tf from "@tensorflow/tfjs-core";
import { f, gradientOf, type Row } from "./row.ts";

export const reductions: readonly Row[] = [
  ["Sum", "all axes", (x) => tf.sum(x), [f(3, 4, 5)]],
  ["Sum", "some axes, kept", (x) => tf.sum(x, [0, -1], true), [f(3, 4, 5)]],
  ["Sum", "of booleans", (x) => tf.sum(tf.greater(x, 0), 0), [f(30, 4)]],
  ["Sum", "a scalar", (x) => tf.sum(x), [f()]],
  ["Mean", "one axis", (x) => tf.mean(x, 1), [f(3, 4, 5)]],
  ["Mean", "gradient", gradientOf((x) => tf.mean(x, [1, 2])), [f(2, 3, 3, 4)]],
  ["Prod", "one axis", (x) => tf.prod(x, 1), [f(3, 4, 5)]],
  ["Max", "two axes", (x) => tf.max(x, [0, 2]), [f(3, 4, 5)]],
  ["Max", "gradient", gradientOf((x) => tf.max(x, 1, true)), [f(3, 4)]],
  ["Min", "one axis, kept", (x) => tf.min(x, -1, true), [f(3, 4, 5)]],
  ["All", "one axis", (x) => tf.cast(tf.all(tf.greater(x, -0.8), 1), "float32"), [f(9, 4)]],
  ["Any", "one axis", (x) => tf.cast(tf.any(tf.greater(x, 0.8), 1), "float32"), [f(9, 4)]],
  ["ArgMax", "last axis", (x) => tf.argMax(x, -1), [f(3, 4, 5)]],
  ["ArgMin", "first axis", (x) => tf.argMin(x, 0), [f(3, 4, 5)]],
  ["Softmax", "logits", (x) => tf.softmax(tf.mul(x, 20)), [f(7, 10)]],
  ["Softmax", "gradient", gradientOf((x) => tf.softmax(x)), [f(7, 10)]],
  ["Max", "log-softmax, large logits", (x) => tf.logSoftmax(tf.mul(x, 100)), [f(7, 10)]],
  ["Max", "log-softmax gradient", gradientOf((x) => tf.logSoftmax(x)), [f(7, 10)]],
  ["Cumsum", "plain", (x) => tf.cumsum(x, 1), [f(3, 6)]],
  ["Cumsum", "exclusive, reversed", (x) => tf.cumsum(x, 0, true, true), [f(3, 6)]],
  ["TopK", "values and indices", (x) => Object.values(tf.topk(x, 3)) as tf.Tensor[], [f(4, 9)]],
];
