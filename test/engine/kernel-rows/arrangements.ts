import * as tf from "@tensorflow/tfjs-core";
import { f, gradientOf, i, type Row } from "./row.ts";

export const arrangements: readonly Row[] = [
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
  [
    "TensorScatterUpdate",
    "rows at places that differ",
    (x, y) => tf.tensorScatterUpdate(x, tf.tensor2d([3, 0, 4], [3, 1], "int32"), y),
    [f(5, 4), f(3, 4)],
  ],
  ["ScatterNd", "repeated", (x, y) => tf.scatterND(tf.cast(y, "int32"), x, [5, 5]), [f(9), i(9, 2)]],
  ["OneHot", "default", (x) => tf.cast(tf.oneHot(tf.cast(x, "int32"), 5), "float32"), [i(8)]],
  ["OneHot", "levels", (x) => tf.cast(tf.oneHot(tf.cast(x, "int32"), 5, 3, -1), "float32"), [i(2, 4)]],
  ["Fill", "value", (x) => tf.add(tf.fill([2, 3], 0.25), x), [f(3)]],
  ["Range", "integers", (x) => tf.mul(tf.range(2, 9, 3, "int32"), x), [i(1)]],
  ["LinSpace", "numbers", (x) => tf.mul(tf.linspace(0, 1, 5), x), [f(1)]],
];
