import type { GraphNode as NodeCall } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { padImages } from "../../network/pad-images.ts";
import { withoutGradient } from "../onnx/operators/without-gradient.ts";
import { convolve, convolveDepthwise, type Steps } from "../shared/convolution.ts";
import { einsum } from "../shared/einsum.ts";
import { resizeImages } from "../shared/resize-images.ts";
import type { Operator } from "./operator.ts";
import { batchToSpace, depthToSpace, spaceToBatch, spaceToDepth, stridedSlice } from "./own-arrangements.ts";

const numbers = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);
const text = (value: unknown, fallback: string): string =>
  typeof value === "string" && value !== "" ? value : fallback;

function channelsLast(attributes: NodeCall["attrs"]): void {
  const format = text(attributes["data_format"], "NHWC").toUpperCase();
  if (format !== "NHWC") throw new Error(`data format ${format}: TensorFlow.js has channels last`);
}

/** Rows and columns of a list for the four axes of images. */
function spatial(value: unknown): [number, number] {
  const [, rows = 1, columns = 1] = numbers(value);
  return [rows, columns];
}

function padded(images: tf.Tensor, attributes: NodeCall["attrs"]): { images: tf.Tensor4D; padding: Steps["padding"] } {
  channelsLast(attributes);
  const padding = text(attributes["padding"], "VALID").toUpperCase();
  if (padding === "SAME") return { images: images as tf.Tensor4D, padding: "same" };
  if (padding !== "EXPLICIT") return { images: images as tf.Tensor4D, padding: "valid" };
  const [, , top, bottom, left, right] = numbers(attributes["explicit_paddings"]);
  return { images: padImages(images as tf.Tensor4D, [top, bottom], [left, right]), padding: "valid" };
}

const convolution =
  (compute: typeof convolve): Operator =>
  ([x, kernel], attributes) => {
    const { images, padding } = padded(x, attributes);
    const steps = { strides: spatial(attributes["strides"]), dilations: spatial(attributes["dilations"]), padding };
    return compute(images, kernel as tf.Tensor4D, steps);
  };

const averagePool: Operator = ([x], attributes) => {
  const { images, padding } = padded(x, attributes);
  return tf.avgPool(images, spatial(attributes["ksize"]), spatial(attributes["strides"]), padding);
};

/**
 * In training mode the moments are the batch's own. Layer normalisation is converted to that, with its rows in place of
 * the channels and channels first.
 */
const batchNorm: Operator = ([x, scale, offset, mean, variance], attributes) => {
  const epsilon = Number(attributes["epsilon"] ?? 1e-4);
  const first = text(attributes["data_format"], "NHWC").toUpperCase() === "NCHW";
  const along = (vector: tf.Tensor) => (first ? tf.reshape(vector, [-1, 1, 1]) : vector);
  // Absent means true to TensorFlow, and a converter writes it down.
  if (attributes["is_training"] !== true) {
    if (!first) {
      const [m, v, b, g] = [mean, variance, offset, scale] as tf.Tensor1D[];
      return tf.batchNorm(x as tf.Tensor4D, m, v, b, g, epsilon);
    }
    const factor = tf.div(scale, tf.sqrt(tf.add(variance, epsilon)));
    return tf.add(tf.mul(tf.sub(x, along(mean)), along(factor)), along(offset));
  }
  const axes = first ? [0, 2, 3] : [0, 1, 2];
  const centred = tf.sub(x, tf.mean(x, axes, true));
  const spread = tf.sqrt(tf.add(tf.mean(tf.square(centred), axes, true), epsilon));
  return tf.add(tf.mul(tf.div(centred, spread), along(scale)), along(offset));
};

const comparison =
  (compute: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): Operator =>
  ([a, b]) =>
    withoutGradient<[tf.Tensor, tf.Tensor]>(compute)(a, b);

/** The library's own has a gradient of the wrong shape where one operand is spread over the other. */
const squaredDifference: Operator = ([a, b]) => tf.square(tf.sub(a, b));

const resize =
  (method: "bilinear" | "nearest"): Operator =>
  ([images, size], attributes) => {
    const [height, width] = size.dataSync();
    return resizeImages(images as tf.Tensor4D, [height, width], {
      method,
      alignCorners: attributes["align_corners"] === true,
      halfPixelCenters: attributes["half_pixel_centers"] === true,
    });
  };

/** a / b, and 0 where b is. */
const divideNoNan: Operator = ([a, b]) => {
  const isZero = withoutGradient<[tf.Tensor]>((divisor) => tf.equal(divisor, 0))(b);
  const quotient = tf.div(a, tf.where(isZero, tf.onesLike(b), b));
  return tf.where(tf.broadcastTo(isZero, quotient.shape), tf.zerosLike(quotient), quotient);
};

/** Operators that the library computes differently, or has no gradient of. */
export const OWN_OPERATORS: Readonly<Record<string, Operator>> = {
  AvgPool: averagePool,
  BatchToSpaceND: batchToSpace,
  Conv2D: convolution(convolve),
  DepthToSpace: depthToSpace,
  DivNoNan: divideNoNan,
  Equal: comparison(tf.equal),
  Greater: comparison(tf.greater),
  GreaterEqual: comparison(tf.greaterEqual),
  Less: comparison(tf.less),
  LessEqual: comparison(tf.lessEqual),
  LogicalAnd: comparison(tf.logicalAnd),
  LogicalNot: ([x]) => withoutGradient<[tf.Tensor]>(tf.logicalNot)(x),
  LogicalOr: comparison(tf.logicalOr),
  NotEqual: comparison(tf.notEqual),
  DepthwiseConv2d: convolution(convolveDepthwise),
  DepthwiseConv2dNative: convolution(convolveDepthwise),
  Einsum: (inputs, attributes) => einsum(text(attributes["equation"], ""), ...inputs),
  FusedBatchNorm: batchNorm,
  FusedBatchNormV2: batchNorm,
  FusedBatchNormV3: batchNorm,
  ResizeBilinear: resize("bilinear"),
  ResizeNearestNeighbor: resize("nearest"),
  SpaceToBatchND: spaceToBatch,
  SpaceToDepth: spaceToDepth,
  SquaredDifference: squaredDifference,
  StridedSlice: stridedSlice,
};
