import * as tf from "@tensorflow/tfjs-core";
import { einsum } from "../../shared/einsum.ts";
import { computed, plain } from "../value.ts";
import { expanded } from "./expanded.ts";
import { type NodeContext, number, type Rule, type RuleTable, required, string, unsupported } from "./rule.ts";

const general: Rule = (inputs, context) => {
  const [a, b] = [0, 1].map((index) => plain(required(inputs, index, context)) as tf.Tensor2D);
  const [flipA, flipB] = [number(context, "transA", 0) === 1, number(context, "transB", 0) === 1];
  checkInner(a.shape[flipA ? 0 : 1], b.shape[flipB ? 1 : 0], context);
  const product = tf.matMul(a, b, flipA, flipB);
  const alpha = number(context, "alpha", 1);
  const scaled = alpha === 1 ? product : tf.mul(product, alpha);
  if (inputs[2] === undefined) return computed(scaled);
  const beta = number(context, "beta", 1);
  const bias = plain(inputs[2]);
  return computed(tf.add(scaled, beta === 1 ? bias : tf.mul(bias, beta)));
};

/** Whether rows of the left fit columns of the right; a graph is recorded without anybody else asking. */
function checkInner(left: number | undefined, right: number | undefined, context: NodeContext): void {
  if (left !== right) throw unsupported(context, `a product of ${left} columns with ${right} rows`);
}

/** As NumPy's matmul: a vector is a row on the left and a column on the right. */
const product: Rule = (inputs, context) => {
  const [a, b] = [0, 1].map((index) => plain(required(inputs, index, context)));
  const left = a.rank === 1 ? tf.reshape(a, [1, -1]) : a;
  const right = b.rank === 1 ? tf.reshape(b, [-1, 1]) : b;
  checkInner(left.shape[left.rank - 1], right.shape[right.rank - 2], context);
  const shape = [
    ...broadcast(left.shape.slice(0, -2), right.shape.slice(0, -2)),
    left.shape[left.rank - 2],
    right.shape[right.rank - 1],
  ];
  const result = right.rank === 2 ? byRows(left, right as tf.Tensor2D, shape) : batched(left, right, shape);
  if (a.rank > 1 && b.rank > 1) return computed(result);
  const last = shape.length - 1;
  const kept = shape.filter((_, axis) => !(axis === last && b.rank === 1) && !(axis === last - 1 && a.rank === 1));
  return computed(tf.reshape(result, kept));
};

/** Many matrices times one: one product of all their rows. */
function byRows(left: tf.Tensor, right: tf.Tensor2D, shape: number[]): tf.Tensor {
  const rows = tf.reshape(left, [-1, left.shape[left.rank - 1]]) as tf.Tensor2D;
  return tf.reshape(tf.matMul(rows, right), shape);
}

/** A product for each pair of matrices. TensorFlow.js differentiates it where both sides have as many. */
function batched(left: tf.Tensor, right: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const lead = shape.slice(0, -2);
  const [a, b] = [left, right].map((side) => expanded(side, [...lead, ...side.shape.slice(-2)]));
  return tf.matMul(a, b);
}

function broadcast(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const size = (shape: readonly number[], axis: number) => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => Math.max(size(a, axis), size(b, axis)));
}

const sumOfProducts: Rule = (inputs, context) =>
  computed(
    einsum(string(context, "equation", ""), ...inputs.map((_, index) => plain(required(inputs, index, context)))),
  );

export const matrixRules = { Gemm: general, MatMul: product, Einsum: sumOfProducts } satisfies RuleTable;
