import * as tf from "@tensorflow/tfjs-core";
import ort from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import { type FileSpec, onnxFile, type StoredTensor } from "./onnx-file.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

/** Numbers that look random and are always the same, in -1...1. */
function noise(count: number, seed = 1): number[] {
  return Array.from({ length: count }, (_, i) => {
    const x = Math.sin((i + 1) * 12.9898 + seed * 78.233) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  });
}

const floats = (shape: number[], seed = 1): StoredTensor => ({
  shape,
  values: noise(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ),
});
const positive = (shape: number[], seed = 1): StoredTensor => ({
  shape,
  values: noise(
    shape.reduce((a, b) => a * b, 1),
    seed,
  ).map((value) => 1 + value / 2),
});
const ints = (...values: number[]): StoredTensor => ({ shape: [values.length], values, type: "int64" });
const scalar = (value: number): StoredTensor => ({ shape: [], values: [value] });

/** One operator on the images x, [2, 3, 8, 8], opset 17 where nothing else is said. */
type Case = readonly [string, FileSpec["nodes"][0]["attributes"]?, FileSpec["tensors"]?, Partial<FileSpec>?];

const unary = (operator: string, attributes: Case[1] = {}): Case => [operator, attributes];

const CASES: readonly Case[] = [
  // Convolutions
  ["Conv", { pads: [1, 1, 1, 1] }, { w: floats([4, 3, 3, 3]), b: floats([4], 2) }],
  ["Conv", { strides: [2, 2], pads: [0, 1, 2, 1] }, { w: floats([4, 3, 3, 3]) }],
  ["Conv", { dilations: [2, 2], pads: [2, 2, 2, 2] }, { w: floats([4, 3, 3, 3]) }],
  ["Conv", { group: 3, pads: [1, 1, 1, 1] }, { w: floats([3, 1, 3, 3]) }],
  ["Conv", { group: 3, strides: [2, 2], dilations: [2, 1] }, { w: floats([6, 1, 3, 3]), b: floats([6]) }],
  ["Conv", { auto_pad: "SAME_UPPER", strides: [2, 2] }, { w: floats([4, 3, 3, 3]) }],
  ["Conv", { auto_pad: "SAME_LOWER", strides: [2, 2] }, { w: floats([4, 3, 4, 4]) }],
  ["Conv", { auto_pad: "VALID" }, { w: floats([4, 3, 1, 5]) }],
  ["ConvTranspose", {}, { w: floats([3, 4, 3, 3]), b: floats([4], 2) }],
  ["ConvTranspose", { strides: [2, 2], pads: [1, 0, 1, 2] }, { w: floats([3, 4, 3, 3]) }],
  ["ConvTranspose", { strides: [3, 2], output_padding: [2, 1], pads: [0, 1, 0, 1] }, { w: floats([3, 2, 2, 3]) }],
  ["ConvTranspose", { strides: [2, 2], group: 3, auto_pad: "SAME_UPPER" }, { w: floats([3, 2, 3, 3]) }],
  // Pools
  ["MaxPool", { kernel_shape: [2, 2], strides: [2, 2] }],
  ["MaxPool", { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }],
  ["MaxPool", { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }],
  ["MaxPool", { kernel_shape: [3, 3], strides: [2, 2], auto_pad: "SAME_UPPER" }],
  ["AveragePool", { kernel_shape: [2, 2], strides: [2, 2] }],
  ["AveragePool", { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] }],
  ["AveragePool", { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 }],
  ["AveragePool", { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 }],
  ["AveragePool", { kernel_shape: [3, 2], strides: [1, 2], pads: [0, 1, 2, 1], count_include_pad: 0 }],
  unary("GlobalAveragePool"),
  unary("GlobalMaxPool"),
  // Normalisations
  [
    "BatchNormalization",
    { epsilon: { float: 1e-3 } },
    { s: positive([3]), o: floats([3]), m: floats([3], 3), v: positive([3], 4) },
  ],
  ["InstanceNormalization", {}, { s: positive([3]), o: floats([3]) }],
  ["LayerNormalization", { axis: -1 }, { s: positive([8]), o: floats([8]) }],
  ["LayerNormalization", { axis: 1, epsilon: { float: 1e-3 } }, { s: positive([3, 8, 8]), o: floats([3, 8, 8]) }],
  ["GroupNormalization", { num_groups: 3 }, { s: positive([3]), o: floats([3]) }, { opset: 21 }],
  ["RMSNormalization", { axis: -1 }, { s: positive([8]) }, { opset: 23 }],
  ["LRN", { size: 5 }],
  ["LRN", { size: 3, alpha: { float: 0.3 }, beta: { float: 0.7 }, bias: { float: 1.5 } }],
  ["LpNormalization", { axis: 1, p: 2 }],
  // Activations
  ...[
    unary("Relu"),
    unary("LeakyRelu", { alpha: { float: 0.2 } }),
    unary("Elu"),
    unary("Elu", { alpha: { float: 0.5 } }),
    unary("Celu", { alpha: { float: 2 } }),
    unary("Selu"),
    unary("Sigmoid"),
    unary("HardSigmoid"),
    unary("HardSigmoid", { alpha: { float: 0.4 }, beta: { float: 0.3 } }),
    unary("HardSwish"),
    unary("Softplus"),
    unary("Softsign"),
    unary("Tanh"),
    unary("Erf"),
    unary("ThresholdedRelu", { alpha: { float: 0.3 } }),
    unary("Softmax", { axis: 1 }),
    unary("Softmax", { axis: -1 }),
    unary("LogSoftmax", { axis: 1 }),
    unary("Exp"),
    unary("Neg"),
    unary("Abs"),
    unary("Sin"),
    unary("Cos"),
    unary("Identity"),
  ],
  ["Softmax", { axis: 1 }, {}, { opset: 11 }],
  ["Softmax", {}, {}, { opset: 9 }],
  ["LogSoftmax", { axis: 2 }, {}, { opset: 11 }],
  ["Mish", {}, {}, { opset: 18 }],
  ["Gelu", {}, {}, { opset: 20 }],
  ["Gelu", { approximate: "tanh" }, {}, { opset: 20 }],
  ["PRelu", {}, { slope: floats([3, 1, 1]) }],
  ["Clip", {}, { low: scalar(0), high: scalar(6) }],
  ["Clip", {}, { low: scalar(-0.3), high: scalar(0.4) }],
  ["Clip", {}, { low: scalar(-0.3) }],
  ["Clip", { min: { float: -0.2 }, max: { float: 0.5 } }, {}, { opset: 9 }],
  ["Dropout", {}, { ratio: scalar(0.5) }],
  // Attention: the images are queries, with three heads
  ["Attention", {}, { k: floats([2, 3, 5, 8]), v: floats([2, 3, 5, 8], 2) }, { opset: 23 }],
  [
    "Attention",
    { scale: { float: 0.4 }, is_causal: 1 },
    { k: floats([2, 1, 8, 8]), v: floats([2, 1, 8, 8], 2), m: floats([8, 8], 3) },
    { opset: 23 },
  ],
  // What ONNX Runtime fuses
  ["com.microsoft.FusedConv", { activation: "Relu", pads: [1, 1, 1, 1] }, { w: floats([4, 3, 3, 3]), b: floats([4]) }],
  [
    "com.microsoft.FusedConv",
    { activation: "HardSigmoid", activation_params: [0.2, 0.4] },
    { w: floats([4, 3, 1, 1]), b: floats([4]), z: floats([2, 4, 8, 8], 3) },
  ],
  ["com.microsoft.FusedConv", { activation: "Clip", activation_params: [-0.5, 0.5] }, { w: floats([4, 3, 1, 1]) }],
  ["com.microsoft.FusedMatMul", { transA: 1, alpha: { float: 0.5 } }, { b: floats([2, 3, 8, 5]) }],
  ["com.microsoft.FusedMatMul", { transB: 1 }, { b: floats([5, 8]) }],
  unary("com.microsoft.Gelu"),
  ["com.microsoft.BiasGelu", {}, { b: floats([8]) }],
  ["com.microsoft.FastGelu", {}, { b: floats([8]) }],
  unary("com.microsoft.QuickGelu"),
  // Arithmetic
  ["Add", {}, { b: floats([3, 1, 1]) }],
  ["Sub", {}, { b: floats([8]) }],
  ["Mul", {}, { b: floats([1, 3, 8, 1]) }],
  ["Div", {}, { b: positive([1]) }],
  ["Pow", {}, { b: scalar(2) }],
  ["Pow", {}, { b: scalar(3) }],
  ["Max", {}, { b: floats([3, 1, 1]) }],
  ["Min", {}, { b: floats([1, 1, 8, 8]), c: floats([1], 5) }],
  ["Sum", {}, { b: floats([3, 1, 1]), c: floats([8], 5) }],
  ["Mean", {}, { b: floats([3, 1, 1]) }],
  // Matrices
  ["MatMul", {}, { b: floats([8, 5]) }],
  ["MatMul", {}, { b: floats([3, 8, 4]) }],
  ["MatMul", {}, { b: floats([8]) }],
  ["MatMul", {}, { b: floats([1, 3, 8, 4]) }],
  ["Einsum", { equation: "nchw,wd->nhdc" }, { b: floats([8, 5]) }],
  // Shapes
  ["Flatten", {}],
  ["Flatten", { axis: 2 }],
  ["Reshape", {}, { shape: ints(0, -1, 4) }],
  ["Reshape", {}, { shape: ints(2, 192) }],
  ["Transpose", { perm: [0, 2, 3, 1] }],
  ["Transpose", {}],
  ["Squeeze", {}, { axes: ints(1) }, { input: [2, 3, 8, 8] }],
  ["Unsqueeze", {}, { axes: ints(0, -1) }],
  ["Unsqueeze", { axes: [2] }, {}, { opset: 11 }],
  ["Slice", {}, { s: ints(1, 0), e: ints(3, 1000), a: ints(1, 2) }],
  ["Slice", {}, { s: ints(-1, 1), e: ints(-1000, 7), a: ints(2, 3), t: ints(-1, 2) }],
  ["Slice", { starts: [0, 2], ends: [2, -1], axes: [1, 3] }, {}, { opset: 9 }],
  ["Gather", { axis: 1 }, { i: ints(2, 0) }],
  ["Gather", { axis: 2 }, { i: { shape: [], values: [-1], type: "int64" } }],
  ["Gather", { axis: 3 }, { i: ints(0, 3, 3, 7, 0) }],
  ["GatherND", {}, { i: { shape: [4, 2], values: [0, 1, 1, 2, 0, 1, -1, 0], type: "int64" } }],
  ["GatherElements", { axis: 1 }, { i: { shape: [2, 1, 2, 3], values: Array(12).fill(-1), type: "int64" } }],
  ["ScatterND", {}, { i: { shape: [2, 2], values: [0, 1, 1, 2], type: "int64" }, u: floats([2, 8, 8]) }],
  [
    "ScatterElements",
    { axis: 3 },
    {
      i: { shape: [2, 3, 1, 2], values: [0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 4, 6], type: "int64" },
      u: floats([2, 3, 1, 2]),
    },
  ],
  ["Expand", {}, { s: ints(2, 1, 3, 8, 8) }],
  ["Tile", {}, { r: ints(1, 2, 1, 3) }],
  ["Expand", {}, { s: ints(3, 2, 3, 8, 8) }],
  ["Pad", {}, { p: ints(0, 0, 1, 2, 0, 0, 2, 1), v: scalar(0.5) }],
  ["Pad", { mode: "reflect" }, { p: ints(0, 0, 1, 2, 0, 0, 2, 1) }],
  ["Pad", { mode: "edge" }, { p: ints(0, 0, 1, 2, 0, 0, 2, 1) }],
  ["Pad", {}, { p: ints(0, 0, -1, 2, 0, 0, -2, 1) }],
  ["Pad", { pads: [0, 1, 1, 1, 0, 1, 1, 1], value: { float: 0.25 } }, {}, { opset: 9 }],
  ["SpaceToDepth", { blocksize: 2 }],
  [
    "Resize",
    { mode: "nearest", coordinate_transformation_mode: "asymmetric", nearest_mode: "floor" },
    { r: floats([0]), s: { shape: [4], values: [1, 1, 2, 2] } },
  ],
  ["Resize", { mode: "linear" }, { r: floats([0]), s: { shape: [4], values: [1, 1, 1.5, 2] } }],
  [
    "Resize",
    { mode: "linear", coordinate_transformation_mode: "align_corners" },
    { r: floats([0]), s: floats([0]), z: ints(2, 3, 5, 13) },
  ],
  ["Resize", { mode: "nearest" }, { r: floats([0]), s: floats([0]), z: ints(2, 3, 5, 13) }],
  ["Resize", { mode: "cubic" }, { r: floats([0]), s: floats([0]), z: ints(2, 3, 5, 13) }],
  [
    "Resize",
    { mode: "cubic", coordinate_transformation_mode: "align_corners", cubic_coeff_a: { float: -0.5 } },
    { r: floats([0]), s: floats([0]), z: ints(2, 3, 11, 5) },
  ],
  ["Upsample", { mode: "nearest" }, { s: { shape: [4], values: [1, 1, 2, 3] } }, { opset: 9 }],
  // Reductions
  ["ReduceMean", { axes: [2, 3] }],
  ["ReduceMean", { axes: [2, 3], keepdims: 0 }],
  ["ReduceMean", { axes: [-1], keepdims: 0 }],
  ["ReduceMean", {}, { a: ints(1, 3) }, { opset: 18 }],
  ["ReduceSum", {}, { a: ints(1) }],
  ["ReduceSum", { axes: [1], keepdims: 0 }, {}, { opset: 11 }],
  ["ReduceMax", { axes: [2, 3] }],
  ["ReduceMin", { axes: [1], keepdims: 0 }],
  ["ReduceL1", { axes: [2] }],
  ["ReduceL2", { axes: [1] }],
  ["ReduceSumSquare", { axes: [1] }],
  ["ReduceLogSumExp", { axes: [1] }],
];

/** Operators that ONNX Runtime adds to the standard ones. */
const MICROSOFT = "com.microsoft.";

/** Before the operator under test x goes through a 1x1 convolution, so that it arrives as a network's images do. */
function spec([operator, attributes = {}, tensors = {}, more = {}]: Case): FileSpec {
  const squeezed = operator === "Squeeze";
  const inputs = squeezed ? ["sliced"] : ["images"];
  const before = [
    { operator: "Conv", inputs: ["x", "mixing"], outputs: ["images"] },
    ...(squeezed ? [{ operator: "Slice", inputs: ["images", "zero", "one", "one"], outputs: ["sliced"] }] : []),
  ];
  return {
    nodes: [
      ...before,
      {
        operator: operator.replace(MICROSOFT, ""),
        domain: operator.startsWith(MICROSOFT) ? "com.microsoft" : "",
        inputs: [...inputs, ...Object.keys(tensors)],
        outputs: ["result"],
        attributes,
      },
      { operator: "Reshape", inputs: ["result", "perImage"], outputs: ["rows"] },
      // A last layer of different weights, so that the order of elements shows, and no softmax is the last.
      { operator: "Mul", inputs: ["rows", "two"], outputs: ["y"] },
    ],
    tensors: {
      mixing: floats([3, 3, 1, 1], 9),
      two: scalar(2),
      perImage: ints(2, -1),
      ...(squeezed && { zero: ints(0), one: ints(1) }),
      ...tensors,
    },
    ...more,
  };
}

/** ONNX Runtime's result for images given with channels last. */
async function runtime(session: ort.InferenceSession, images: tf.Tensor4D): Promise<Float32Array> {
  const nchw = tf.tidy(() => tf.transpose(images, [0, 3, 1, 2]).dataSync());
  const { y } = await session.run({ x: new ort.Tensor("float32", nchw as Float32Array, [2, 3, 8, 8]) });
  return y.data as Float32Array;
}

/** Largest share by which the gradient may miss a difference quotient in single precision. */
const SLOPE_TOLERANCE = 0.02;

describe("operators agree with ONNX Runtime, and their gradients with its differences", () => {
  CASES.forEach((item, index) => {
    const [operator, attributes = {}, , more = {}] = item;
    test(`${index} ${operator} ${JSON.stringify(attributes)} opset ${more.opset ?? 17}`, async () => {
      const content = onnxFile(spec(item));
      const session = await ort.InferenceSession.create(content, { logSeverityLevel: 3 });
      const model = await importModel({ path: "test.onnx", content, options: {} });
      // A kink (a ReLU's corner, another maximum) may lie between the two points of a difference by chance, but not
      // for each of three images; a wrong gradient is wrong for all.
      const errors: number[] = [];
      for (const seed of [11, 12, 13]) {
        if (errors.some((error) => error < SLOPE_TOLERANCE)) break;
        const images = tf.tensor4d(noise(2 * 8 * 8 * 3, seed), [2, 8, 8, 3]);
        const expected = await runtime(session, images);
        expectClose(
          tf.tidy(() => model.forward(images).dataSync()),
          expected,
          1e-5,
        );
        errors.push(await slopeError(session, model.forward, images, expected.length));
        tf.dispose(images);
      }
      expect(Math.min(...errors)).toBeLessThan(SLOPE_TOLERANCE);
      await session.release();
    });
  });
});

/** Difference between the gradient along a direction and what ONNX Runtime's output does along it. */
async function slopeError(
  session: ort.InferenceSession,
  forward: (images: tf.Tensor4D) => tf.Tensor,
  images: tf.Tensor4D,
  outputs: number,
): Promise<number> {
  const weights = Float32Array.from(noise(outputs, 5));
  const direction = tf.tensor4d(noise(images.size, 6), images.shape);
  const slope = tf.tidy(() => {
    const value = (x: tf.Tensor) => tf.sum(tf.mul(tf.reshape(forward(x as tf.Tensor4D), [-1]), tf.tensor1d(weights)));
    return tf.sum(tf.mul(tf.grad(value)(images), direction)).dataSync()[0];
  });
  const step = 5e-4;
  const ahead = await runtime(session, tf.add(images, tf.mul(direction, step)));
  const behind = await runtime(session, tf.sub(images, tf.mul(direction, step)));
  const difference = ahead.reduce((sum, value, i) => sum + (weights[i] * (value - behind[i])) / (2 * step), 0);
  tf.dispose(direction);
  return Math.abs(slope - difference) / Math.max(1, Math.abs(difference));
}

function expectClose(found: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const worst = Array.from(expected).reduce((most, value, i) => Math.max(most, Math.abs(value - found[i])), 0);
  expect(worst).toBeLessThan(tolerance * scale);
}
