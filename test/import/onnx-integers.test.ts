import * as tf from "@tensorflow/tfjs-core";
import ort from "onnxruntime-node";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import { type FileSpec, onnxFile, type StoredTensor } from "./onnx-file.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

const scale = (...values: number[]): StoredTensor => ({ shape: values.length === 1 ? [] : [values.length], values });
const zero = (type: "uint8" | "int8", ...values: number[]): StoredTensor => ({
  shape: values.length === 1 ? [] : [values.length],
  values,
  type,
});

/** Whole numbers that look random and are always the same. */
const integers = (type: "int8" | "uint8" | "int32", shape: number[], range: number): StoredTensor => ({
  shape,
  type,
  values: Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => {
    const place = (i * 7919 + 13) % (2 * range + 1);
    return type === "uint8" ? place % (range + 1) : place - range;
  }),
});

const MICROSOFT = "com.microsoft";
const node = (operator: string, inputs: string[], output: string, attributes = {}, domain = "") => ({
  operator,
  inputs,
  outputs: [output],
  attributes,
  domain,
});

/** The images as unsigned integers, and the first half of every case. */
const STEM = {
  nodes: [node("QuantizeLinear", ["x", "xs", "xz"], "q")],
  tensors: { xs: scale(1 / 64), xz: zero("uint8", 64), ys: scale(1 / 16), yz: zero("uint8", 128) },
};
const END = node("DequantizeLinear", ["r", "ys", "yz"], "y");

function chain(middle: FileSpec["nodes"], tensors: Record<string, StoredTensor> = {}): FileSpec {
  return { nodes: [...STEM.nodes, ...middle, END], tensors: { ...STEM.tensors, ...tensors }, input: [1, 3, 8, 8] };
}

// Small weights: on processors without 8-bit dot products ONNX Runtime's sums of pairs saturate with large ones.
const WEIGHTS = { w: integers("int8", [4, 3, 3, 3], 40), ws: scale(1 / 64), wz: zero("int8", 0) };

const CASES: readonly (readonly [string, FileSpec])[] = [
  ["QuantizeLinear", chain([node("Identity", ["q"], "r")])],
  [
    "QuantizeLinear for each channel",
    {
      nodes: [
        node("QuantizeLinear", ["x", "s", "z"], "q", { axis: 1 }),
        node("DequantizeLinear", ["q", "s", "z"], "y"),
      ],
      tensors: { s: scale(1 / 64, 1 / 16, 1 / 128), z: zero("int8", 0, -20, 5) },
      input: [1, 3, 8, 8],
    },
  ],
  [
    "QuantizeLinear without a zero point",
    {
      nodes: [node("QuantizeLinear", ["x", "s"], "q"), node("DequantizeLinear", ["q", "s"], "y")],
      tensors: { s: scale(1 / 64) },
      input: [1, 3, 8, 8],
    },
  ],
  [
    "DequantizeLinear of weights, a scale for each",
    {
      nodes: [
        node("DequantizeLinear", ["w", "s", "z"], "weights", { axis: 0 }),
        node("Conv", ["x", "weights"], "y", { strides: [2, 2] }),
      ],
      tensors: { w: WEIGHTS.w, s: scale(1 / 64, 1 / 32, 1 / 16, 1 / 128), z: zero("int8", 0, 3, -4, 1) },
      input: [1, 3, 8, 8],
    },
  ],
  [
    "QLinearConv",
    chain(
      [
        node("QLinearConv", ["q", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b"], "r", {
          pads: [1, 1, 1, 1],
          strides: [2, 2],
        }),
      ],
      { ...WEIGHTS, b: integers("int32", [4], 500) },
    ),
  ],
  [
    "QLinearMatMul",
    chain([node("QLinearMatMul", ["q", "xs", "xz", "w", "ws", "wz", "ys", "yz"], "r")], {
      ...WEIGHTS,
      w: integers("int8", [8, 5], 40),
    }),
  ],
  [
    "ConvInteger",
    {
      nodes: [
        ...STEM.nodes,
        node("ConvInteger", ["q", "w", "xz"], "r", { pads: [0, 1, 0, 1] }),
        node("Cast", ["r"], "y", { to: 1 }),
      ],
      tensors: { ...STEM.tensors, w: integers("uint8", [4, 3, 3, 3], 40) },
      input: [1, 3, 8, 8],
    },
  ],
  [
    "MatMulInteger",
    {
      nodes: [...STEM.nodes, node("MatMulInteger", ["q", "w", "xz", "wz"], "r"), node("Cast", ["r"], "y", { to: 1 })],
      tensors: { ...STEM.tensors, w: integers("uint8", [8, 5], 40), wz: zero("uint8", 20) },
      input: [1, 3, 8, 8],
    },
  ],
  [
    "DynamicQuantizeLinear",
    {
      nodes: [
        { operator: "DynamicQuantizeLinear", inputs: ["x"], outputs: ["q", "s", "z"] },
        node("DequantizeLinear", ["q", "s", "z"], "y"),
      ],
      input: [1, 3, 8, 8],
    },
  ],
  ...(["QLinearAdd", "QLinearMul"] as const).map(
    (operator) =>
      [
        operator,
        chain([node(operator, ["q", "xs", "xz", "c", "ws", "wz", "ys", "yz"], "r", {}, MICROSOFT)], {
          c: integers("uint8", [1, 3, 8, 8], 200),
          ws: scale(1 / 50),
          wz: zero("uint8", 90),
        }),
      ] as const,
  ),
  ["QLinearSigmoid", chain([node("QLinearSigmoid", ["q", "xs", "xz", "ys", "yz"], "r", {}, MICROSOFT)])],
  [
    "QLinearLeakyRelu",
    chain([node("QLinearLeakyRelu", ["q", "xs", "xz", "ys", "yz"], "r", { alpha: { float: 0.2 } }, MICROSOFT)]),
  ],
  [
    "QLinearGlobalAveragePool",
    chain([node("QLinearGlobalAveragePool", ["q", "xs", "xz", "ys", "yz"], "r", { channels_last: 0 }, MICROSOFT)]),
  ],
  [
    "QLinearAveragePool",
    chain([
      node(
        "QLinearAveragePool",
        ["q", "xs", "xz", "ys", "yz"],
        "r",
        { kernel_shape: [2, 2], strides: [2, 2] },
        MICROSOFT,
      ),
    ]),
  ],
  [
    "QLinearConcat",
    chain([node("QLinearConcat", ["ys", "yz", "q", "xs", "xz", "q", "xs", "xz"], "r", { axis: 1 }, MICROSOFT)]),
  ],
  [
    "QGemm",
    chain(
      [
        node("Flatten", ["q"], "flat"),
        node("QGemm", ["flat", "xs", "xz", "w", "ws", "wz", "b", "ys", "yz"], "r", { transB: 1 }, MICROSOFT),
      ],
      { ...WEIGHTS, w: integers("int8", [5, 192], 10), b: integers("int32", [5], 500) },
    ),
  ],
];

describe("operators on integers agree with ONNX Runtime", () => {
  test.each(CASES)("%s", async (_, spec) => {
    const output = { operator: "Reshape", inputs: ["y", "perImage"], outputs: ["row"] };
    const content = onnxFile({
      ...spec,
      nodes: [...spec.nodes, output],
      tensors: { ...spec.tensors, perImage: { shape: [2], values: [1, -1], type: "int64" } },
      output: "row",
    });
    const session = await ort.InferenceSession.create(content, {
      logSeverityLevel: 3,
      graphOptimizationLevel: "disabled",
    });
    const model = await importModel({ path: "test.onnx", content, options: {} });
    const images = tf.tensor4d(
      Array.from({ length: 192 }, (_, i) => Math.sin(i * 1.7) * 2 + Math.cos(i) / 3),
      [1, 8, 8, 3],
    );
    const nchw = tf.tidy(() => tf.transpose(images, [0, 3, 1, 2]).dataSync() as Float32Array);
    const { row } = await session.run({ x: new ort.Tensor("float32", nchw, [1, 3, 8, 8]) });
    const found = tf.tidy(() => model.forward(images).dataSync());
    const expected = row.data as Float32Array;
    expect(found.length).toBe(expected.length);
    const errors = Array.from(expected, (value, i) => Math.abs(value - found[i]));
    // Where a value lies between two steps, another order of the same sum may take the other one.
    const between = errors.filter((error) => error > 1e-4);
    expect(between.length).toBeLessThanOrEqual(0.01 * errors.length);
    for (const error of between) expect(error).toBeLessThan(1 / 16 + 1e-4);
    await session.release();
    tf.dispose(images);
  });
});

test("each image is quantised by its own range: no image changes another's answer", async () => {
  const content = onnxFile({
    nodes: [
      { operator: "DynamicQuantizeLinear", inputs: ["x"], outputs: ["q", "s", "z"] },
      node("DequantizeLinear", ["q", "s", "z"], "map"),
      node("Flatten", ["map"], "y"),
    ],
    input: ["N", 3, 4, 4],
  });
  const model = await importModel({ path: "test.onnx", content, options: {} });
  const image = tf.tensor4d(
    Array.from({ length: 48 }, (_, i) => Math.sin(i)),
    [1, 4, 4, 3],
  );
  const alone = tf.tidy(() => model.forward(image).dataSync());
  const beside = tf.tidy(() => model.forward(tf.concat([image, tf.mul(image, 100)])).dataSync());
  expect([...beside.slice(0, 48)]).toEqual([...alone]);
  tf.dispose(image);
});

test("a gradient passes straight through, but not where values are clipped", async () => {
  const content = onnxFile({
    nodes: [node("QuantizeLinear", ["x", "s", "z"], "q"), node("DequantizeLinear", ["q", "s", "z"], "y")],
    tensors: { s: scale(0.1), z: zero("int8", 0) },
    input: [1, 3, 1, 1],
  });
  const model = await importModel({ path: "test.onnx", content, options: {} });
  // The range is -12.8 to 12.7.
  const slopes = tf.tidy(() =>
    tf
      .grad((x) => tf.sum(model.forward(x as tf.Tensor4D)))(tf.tensor4d([0.14, 13, -12], [1, 1, 1, 3]))
      .dataSync(),
  );
  expect([...slopes].map((slope) => Math.round(slope * 1e5) / 1e5)).toEqual([1, 0, 1]);
});
