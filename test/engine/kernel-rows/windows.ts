import * as tf from "@tensorflow/tfjs-core";
import { numbers } from "../compare.ts";
import { f, gradientOf, image, type Row } from "./row.ts";

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

export const convolutions: readonly Row[] = windows.flatMap(({ size, kernel, stride, pad }): Row[] => {
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
export const paddedPools: readonly Row[] = [
  ["MaxPool", "zeros around images", (a) => tf.maxPool(framed(a), 3, 2, "valid"), [f(2, 8, 8, 3)]],
  ["AvgPool", "zeros around images", (a) => tf.avgPool(framed(a), 3, 2, "valid"), [f(2, 8, 8, 3)]],
];

/** Dilated convolutions, and their gradients, which on the JavaScript back end are made with the zeros written out. */
export const dilatedConvolutions: readonly Row[] = (
  [
    ["2, same", [9, 8], [2, 2], "same"],
    ["3 and 1, valid", [9, 8], [3, 1], "valid"],
    ["1 and 4, valid", [9, 11], [1, 4], "valid"],
    ["6, same, further than the image reaches", [5, 4], [6, 6], "same"],
  ] as const
).flatMap(([title, [height, width], rates, pad]): Row[] => {
  const dilations: [number, number] = [...rates];
  const plain = (a: tf.Tensor, b: tf.Tensor) => tf.conv2d(image(a), image(b), 1, pad, "NHWC", dilations);
  const depthwise = (a: tf.Tensor, b: tf.Tensor) => tf.depthwiseConv2d(image(a), image(b), 1, pad, "NHWC", dilations);
  const pixels = () => tf.tensor4d(numbers(2 * height * width * 3, 6), [2, height, width, 3]);
  const filter = (filters: number) => tf.tensor4d(numbers(9 * 3 * filters, 5), [3, 3, 3, filters]);
  const dilated = `dilated by ${title}`;
  return [
    ["Conv2D", dilated, plain, [f(2, height, width, 3), f(3, 3, 3, 4)]],
    ["Conv2DBackpropInput", dilated, gradientOf((a) => plain(a, filter(4))), [f(2, height, width, 3)]],
    ["Conv2DBackpropFilter", dilated, gradientOf((a) => plain(pixels(), a)), [f(3, 3, 3, 4)]],
    ["DepthwiseConv2dNative", dilated, depthwise, [f(2, height, width, 3), f(3, 3, 3, 2)]],
    [
      "DepthwiseConv2dNativeBackpropInput",
      dilated,
      gradientOf((a) => depthwise(a, filter(2))),
      [f(2, height, width, 3)],
    ],
    ["DepthwiseConv2dNativeBackpropFilter", dilated, gradientOf((a) => depthwise(pixels(), a)), [f(3, 3, 3, 2)]],
  ];
});
