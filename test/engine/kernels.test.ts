import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine, type InputSpec, type TensorFunction } from "../../src/engine/index.ts";
import { KERNELS } from "../../src/engine/kernels/index.ts";
import { expectClose } from "./close.ts";
import { compare, numbers } from "./compare.ts";

let onnx: Engine;
let cpu: Engine;
const traced = new Set<string>();

beforeAll(async () => {
  onnx = await createEngine("onnx", 1);
  cpu = await createEngine("cpu");
});

const f = (...shape: number[]): InputSpec => ({ shape });
const i = (...shape: number[]): InputSpec => ({ shape, dtype: "int32" });

type Row = readonly [kernel: string, title: string, fn: TensorFunction, inputs: readonly InputSpec[]];

const image = (x: tf.Tensor) => x as tf.Tensor4D;
const positive = (x: tf.Tensor) => tf.add(tf.abs(x), 0.1);
/** Gradient with respect to the first input, of a sum weighted by `dy` so that every place counts differently. */
const gradientOf = (fn: (x: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) =>
  tf.grad((point) => {
    const y = fn(point);
    return tf.sum(tf.mul(y, tf.reshape(tf.tensor1d(numbers(y.size, 77)), y.shape)));
  })(x);

const unary: readonly Row[] = (
  [
    ["Abs", tf.abs],
    ["Acos", tf.acos],
    ["Acosh", (x) => tf.acosh(tf.add(positive(x), 1))],
    ["Asin", tf.asin],
    ["Asinh", tf.asinh],
    ["Atan", tf.atan],
    ["Atanh", (x) => tf.atanh(tf.mul(x, 0.9))],
    ["Ceil", (x) => tf.ceil(tf.mul(x, 5))],
    ["Cos", tf.cos],
    ["Cosh", tf.cosh],
    ["Elu", tf.elu],
    ["Erf", tf.erf],
    ["Exp", tf.exp],
    ["Expm1", (x) => tf.expm1(tf.mul(x, 1e-3))],
    ["Floor", (x) => tf.floor(tf.mul(x, 5))],
    ["Log", (x) => tf.log(positive(x))],
    ["Log1p", (x) => tf.log1p(tf.mul(x, 1e-3))],
    ["Neg", tf.neg],
    ["Reciprocal", (x) => tf.reciprocal(positive(x))],
    ["Relu", tf.relu],
    ["Relu6", (x) => tf.relu6(tf.mul(x, 10))],
    ["LeakyRelu", (x) => tf.leakyRelu(x, 0.3)],
    ["Prelu", (x) => tf.prelu(x, tf.tensor1d([0.1, 0.2, 0.3, 0.4, 0.5]))],
    ["Round", (x) => tf.round(tf.mul(x, 5))],
    ["Rsqrt", (x) => tf.rsqrt(positive(x))],
    ["Selu", tf.selu],
    ["Sigmoid", tf.sigmoid],
    ["Sign", tf.sign],
    ["Sin", tf.sin],
    ["Sinh", tf.sinh],
    ["Softplus", tf.softplus],
    ["Sqrt", (x) => tf.sqrt(positive(x))],
    ["Square", tf.square],
    ["Step", (x) => tf.step(x, 0.25)],
    ["Tan", tf.tan],
    ["Tanh", tf.tanh],
    ["ClipByValue", (x) => tf.clipByValue(x, -0.3, 0.4)],
    ["Identity", (x) => tf.clone(x)],
    ["IsNan", (x) => tf.cast(tf.isNaN(tf.div(tf.relu(x), tf.relu(x))), "float32")],
    ["IsInf", (x) => tf.cast(tf.isInf(tf.reciprocal(tf.relu(x))), "float32")],
    ["IsFinite", (x) => tf.cast(tf.isFinite(tf.reciprocal(tf.relu(x))), "float32")],
    ["LogicalNot", (x) => tf.cast(tf.logicalNot(tf.cast(tf.relu(x), "bool")), "float32")],
    ["Cast", (x) => tf.cast(tf.mul(x, 5), "int32")],
    ["ZerosLike", (x) => tf.zerosLike(x)],
    ["OnesLike", (x) => tf.onesLike(x)],
  ] as const satisfies readonly (readonly [string, TensorFunction])[]
).map(([kernel, fn]) => [kernel, "elementwise", fn, [f(3, 7, 5)]]);

const binary: readonly Row[] = (
  [
    ["Add", tf.add],
    ["Sub", tf.sub],
    ["Multiply", tf.mul],
    ["RealDiv", (a, b) => tf.div(a, positive(b))],
    ["Maximum", tf.maximum],
    ["Minimum", tf.minimum],
    ["Pow", (a, b) => tf.pow(positive(a), b)],
    ["SquaredDifference", tf.squaredDifference],
    ["FloorDiv", (a, b) => tf.floorDiv(tf.mul(a, 10), b)],
    ["Mod", (a, b) => tf.mod(tf.mul(a, 10), b)],
    ["Equal", (a, b) => tf.cast(tf.equal(tf.sign(a), tf.sign(b)), "float32")],
    ["NotEqual", (a, b) => tf.cast(tf.notEqual(tf.sign(a), tf.sign(b)), "float32")],
    ["Greater", (a, b) => tf.cast(tf.greater(a, b), "float32")],
    ["GreaterEqual", (a, b) => tf.cast(tf.greaterEqual(a, b), "float32")],
    ["Less", (a, b) => tf.cast(tf.less(a, b), "float32")],
    ["LessEqual", (a, b) => tf.cast(tf.lessEqual(a, b), "float32")],
    ["LogicalAnd", (a, b) => tf.cast(tf.logicalAnd(tf.greater(a, 0), tf.greater(b, 0)), "float32")],
    ["LogicalOr", (a, b) => tf.cast(tf.logicalOr(tf.greater(a, 0), tf.greater(b, 0)), "float32")],
    ["Select", (a, b) => tf.where(tf.greater(a, b), a, tf.zerosLike(a))],
    ["AddN", (a, b) => tf.addN([a, tf.add(tf.zerosLike(a), b), a])],
  ] as const satisfies readonly (readonly [string, TensorFunction])[]
).flatMap(([kernel, fn]): Row[] => [
  [kernel, "equal shapes", fn, [f(4, 5), f(4, 5)]],
  [kernel, "broadcast", fn, [f(2, 3, 5), f(3, 1)]],
]);

const integer: readonly Row[] = [
  ["Add", "int32", (a, b) => tf.add(a, b), [i(4, 3), i(3)]],
  ["Multiply", "int32", (a, b) => tf.mul(a, b), [i(4, 3), i(3)]],
  ["FloorDiv", "int32, both signs", (a, b) => tf.floorDiv(tf.sub(a, 2), tf.sub(tf.mul(b, 2), 5)), [i(4, 5), i(5)]],
  ["Mod", "int32", (a, b) => tf.mod(a, tf.add(b, 1)), [i(4, 5), i(5)]],
  ["Maximum", "int32", (a, b) => tf.maximum(a, b), [i(4, 5), i(5)]],
  ["Sum", "int32", (x) => tf.sum(x, 1), [i(4, 5)]],
  ["Mean", "int32", (x) => tf.mean(x, 1), [i(4, 5)]],
  ["Max", "int32", (x) => tf.max(x, 1), [i(4, 5)]],
  ["Equal", "argmax and labels", (x, y) => tf.sum(tf.cast(tf.equal(tf.argMax(x, 1), y), "int32")), [f(9, 5), i(9)]],
  ["Select", "rows", (x, y) => tf.where(tf.greater(y, 2), x, tf.zerosLike(x)), [f(6, 5), i(6, 1)]],
];

const reductions: readonly Row[] = [
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

const arrangements: readonly Row[] = [
  ["Reshape", "with a size to infer", (x) => tf.reshape(x, [-1, 6]), [f(3, 4, 5)]],
  ["ExpandDims", "last", (x) => tf.expandDims(x, -1), [f(3, 4)]],
  ["Transpose", "three axes", (x) => tf.transpose(x, [2, 0, 1]), [f(3, 4, 5)]],
  ["Slice", "part", (x) => tf.slice(x, [1, 0, 2], [2, -1, 2]), [f(3, 4, 5)]],
  ["Slice", "gradient", gradientOf((x) => tf.slice(x, [1, 1], [2, 2])), [f(4, 5)]],
  ["StridedSlice", "steps", (x) => tf.stridedSlice(x, [0, 1], [3, 5], [2, 2]), [f(3, 5)]],
  ["StridedSlice", "backwards", (x) => tf.stridedSlice(x, [2, 4], [0, 0], [-1, -2]), [f(3, 5)]],
  ["Concat", "three parts", (a, b) => tf.concat([a, b, a], 1), [f(3, 4), f(3, 2)]],
  ["Concat", "gradient", gradientOf((x) => tf.concat([x, tf.square(x)], -1)), [f(3, 4)]],
  ["Pack", "new axis", (a, b) => tf.stack([a, b], 1), [f(3, 4), f(3, 4)]],
  ["Unpack", "axis", (x) => tf.unstack(x, 1), [f(3, 2, 4)]],
  ["SplitV", "sizes", (x) => tf.split(x, [1, 3, 2], 1), [f(3, 6)]],
  ["SplitV", "count", (x) => tf.split(x, 3, -1), [f(3, 6)]],
  ["Tile", "general", (x) => tf.tile(x, [2, 3]), [f(3, 4)]],
  ["Tile", "axes of one", (x) => tf.tile(x, [1, 5, 1]), [f(3, 1, 4)]],
  ["Tile", "gradient", gradientOf((x) => tf.tile(x, [2, 3])), [f(3, 4)]],
  [
    "PadV2",
    "constant",
    (x) =>
      tf.pad(
        x,
        [
          [1, 2],
          [0, 3],
        ] as [number, number][],
        0.5,
      ),
    [f(3, 4)],
  ],
  [
    "PadV2",
    "gradient",
    gradientOf((x) =>
      tf.pad(x, [
        [1, 2],
        [0, 3],
      ] as [number, number][]),
    ),
    [f(3, 4)],
  ],
  [
    "MirrorPad",
    "reflect",
    (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 2],
          [2, 1],
        ],
        "reflect",
      ),
    [f(4, 5)],
  ],
  [
    "MirrorPad",
    "symmetric",
    (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 2],
          [0, 3],
        ],
        "symmetric",
      ),
    [f(4, 5)],
  ],
  ["Reverse", "two axes", (x) => tf.reverse(x, [0, -1]), [f(3, 4, 5)]],
  ["GatherV2", "rows", (x, y) => tf.gather(x, tf.cast(y, "int32")), [f(5, 4), i(7)]],
  ["GatherV2", "columns", (x, y) => tf.gather(x, tf.cast(y, "int32"), 1), [f(3, 5), i(2, 3)]],
  ["UnsortedSegmentSum", "sums", (x, y) => tf.unsortedSegmentSum(x, y as tf.Tensor1D, 6), [f(9, 2, 3), i(9)]],
  ["GatherNd", "points", (x, y) => tf.gatherND(x, tf.cast(y, "int32")), [f(5, 5), i(6, 2)]],
  ["ScatterNd", "repeated", (x, y) => tf.scatterND(tf.cast(y, "int32"), x, [5, 5]), [f(9), i(9, 2)]],
  ["OneHot", "default", (x) => tf.cast(tf.oneHot(tf.cast(x, "int32"), 5), "float32"), [i(8)]],
  ["OneHot", "levels", (x) => tf.cast(tf.oneHot(tf.cast(x, "int32"), 5, 3, -1), "float32"), [i(2, 4)]],
  ["Fill", "value", (x) => tf.add(tf.fill([2, 3], 0.25), x), [f(3)]],
  ["Range", "integers", (x) => tf.mul(tf.range(2, 9, 3, "int32"), x), [i(1)]],
  ["LinSpace", "numbers", (x) => tf.mul(tf.linspace(0, 1, 5), x), [f(1)]],
];

const products: readonly Row[] = [
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

interface Window {
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: "same" | "valid" | number;
}
const windows: readonly Window[] = [
  { size: 7, kernel: 3, stride: 1, pad: "same" },
  { size: 8, kernel: 3, stride: 1, pad: "valid" },
  { size: 7, kernel: 3, stride: 2, pad: "same" },
  { size: 8, kernel: 3, stride: 2, pad: "same" },
  { size: 8, kernel: 3, stride: 2, pad: "valid" },
  { size: 8, kernel: 3, stride: 2, pad: 1 },
  { size: 9, kernel: 1, stride: 2, pad: "same" },
  { size: 8, kernel: 2, stride: 2, pad: "same" },
  { size: 9, kernel: 5, stride: 3, pad: "same" },
  { size: 8, kernel: 2, stride: 1, pad: "same" },
];

const convolutions: readonly Row[] = windows.flatMap(({ size, kernel, stride, pad }): Row[] => {
  const title = `${size}x${size + 1}, kernel ${kernel}, stride ${stride}, ${pad}`;
  const x = f(2, size, size + 1, 3);
  const filter = () => tf.tensor4d(numbers(kernel * kernel * 3 * 4, 5), [kernel, kernel, 3, 4]);
  const depthwiseFilter = () => tf.tensor4d(numbers(kernel * kernel * 3 * 2, 5), [kernel, kernel, 3, 2]);
  const pixels = () => tf.tensor4d(numbers(2 * size * (size + 1) * 3, 6), [2, size, size + 1, 3]);
  const w = f(kernel, kernel, 3, 4);
  const explicit = typeof pad === "number" && kernel === 1;
  const rows: Row[] = [
    ["Conv2D", title, (a, b) => tf.conv2d(image(a), image(b), stride, pad), [x, w]],
    ["Conv2DBackpropInput", title, gradientOf((a) => tf.conv2d(image(a), filter(), stride, pad)), [x]],
    ["Conv2DBackpropFilter", title, gradientOf((a) => tf.conv2d(pixels(), image(a), stride, pad)), [w]],
    [
      "DepthwiseConv2dNative",
      title,
      (a, b) => tf.depthwiseConv2d(image(a), image(b), stride, pad),
      [x, f(kernel, kernel, 3, 2)],
    ],
    [
      "DepthwiseConv2dNativeBackpropInput",
      title,
      gradientOf((a) => tf.depthwiseConv2d(image(a), depthwiseFilter(), stride, pad)),
      [x],
    ],
    [
      "DepthwiseConv2dNativeBackpropFilter",
      title,
      gradientOf((a) => tf.depthwiseConv2d(pixels(), image(a), stride, pad)),
      [f(kernel, kernel, 3, 2)],
    ],
    ["MaxPool", title, (a) => tf.maxPool(image(a), kernel, stride, pad), [x]],
    ["MaxPoolGrad", title, gradientOf((a) => tf.maxPool(image(a), kernel, stride, pad)), [x]],
    ["AvgPool", title, (a) => tf.avgPool(image(a), kernel, stride, pad), [x]],
    ["AvgPoolGrad", title, gradientOf((a) => tf.avgPool(image(a), kernel, stride, pad)), [x]],
  ];
  return explicit ? [] : rows;
});

/** Zeros around the negative images that a convolution made. */
const framed = (x: tf.Tensor) => {
  const images = tf.conv2d(image(x), tf.tensor4d(numbers(3 * 4, 5), [1, 1, 3, 4]), 1, "valid");
  return image(
    tf.pad(tf.sub(images, 9), [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]),
  );
};

/** The zeros count, and ONNX Runtime must not take them for the pool's own padding, which does not. */
const paddedPools: readonly Row[] = [
  ["MaxPool", "zeros around images", (a) => tf.maxPool(framed(a), 3, 2, "valid"), [f(2, 8, 8, 3)]],
  ["AvgPool", "zeros around images", (a) => tf.avgPool(framed(a), 3, 2, "valid"), [f(2, 8, 8, 3)]],
];

const fused: readonly Row[] = (["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu"] as const).flatMap(
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

const others: readonly Row[] = [
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

const ROWS: readonly Row[] = [
  ...unary,
  ...binary,
  ...integer,
  ...reductions,
  ...arrangements,
  ...products,
  ...convolutions,
  ...paddedPools,
  ...fused,
  ...others,
];

describe("every kernel agrees with the JavaScript back end", () => {
  test.each(ROWS)("%s: %s", async (kernel, _title, fn, inputs) => {
    const noting: TensorFunction = (...given) => {
      traced.add(kernel);
      return fn(...given);
    };
    await compare(onnx, cpu, { fn: noting, inputs });
  });

  // The JavaScript back end's own gradients of resizing are wrong (bilinear: height and width change places; nearest:
  // a window that misses pixels), so these two are held to what defines them: resizing R is linear, and
  // <R x, dy> = <x, R' dy>.
  test.each([
    ["ResizeBilinearGrad", tf.image.resizeBilinear],
    ["ResizeNearestNeighborGrad", tf.image.resizeNearestNeighbor],
  ] as const)("%s is the adjoint of resizing", async (kernel, resize) => {
    traced.add(kernel);
    const products = (x: tf.Tensor, dy: tf.Tensor) => {
      const resized = (point: tf.Tensor) => tf.sum(tf.mul(resize(image(point), [9, 11]), dy));
      return [resized(x), tf.sum(tf.mul(x, tf.grad(resized)(x)))];
    };
    const compiled = await onnx.compile(products, [f(2, 4, 5, 3), f(2, 9, 11, 3)]);
    const [forward, backward] = await compiled.run(numbers(2 * 4 * 5 * 3, 1), numbers(2 * 9 * 11 * 3, 2));
    expect(Math.abs(forward![0]!)).toBeGreaterThan(0.1);
    expectClose(backward!, forward!, 1e-5);
  });

  afterAll(() => {
    expect(Object.keys(KERNELS).filter((kernel) => !traced.has(kernel))).toEqual([]);
  });
});
