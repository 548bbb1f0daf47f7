import * as tf from "@tensorflow/tfjs-core";
import { spreadTaps } from "../../engine/gradients/convolution.ts";

/** How a kernel moves over an image: rows, columns. */
export interface Steps {
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: "same" | "valid";
}

/** Convolution of images [batch, height, width, channels] with a kernel [rows, columns, channels / groups, filters]. */
export function convolve(images: tf.Tensor4D, kernel: tf.Tensor4D, steps: Steps): tf.Tensor4D {
  const channels = images.shape[3];
  const groups = channels / kernel.shape[2];
  if (groups === channels && groups > 1) {
    const [rows, columns, , filters] = kernel.shape;
    return convolveDepthwise(images, tf.reshape(kernel, [rows, columns, groups, filters / groups]), steps);
  }
  const { filter, strides, dilations } = computable(kernel, steps);
  const one = (part: tf.Tensor4D, filters: tf.Tensor4D) =>
    tf.conv2d(part, filters, strides, steps.padding, "NHWC", dilations);
  if (groups === 1) return one(images, filter);
  const parts: tf.Tensor4D[] = tf.split(images, groups, 3);
  const filters: tf.Tensor4D[] = tf.split(filter, groups, 3);
  return tf.concat(
    parts.map((part, group) => one(part, filters[group])),
    3,
  );
}

/** Convolution of each channel by itself, with a kernel [rows, columns, channels, multiplier]. */
export function convolveDepthwise(images: tf.Tensor4D, kernel: tf.Tensor4D, steps: Steps): tf.Tensor4D {
  const { filter, strides, dilations } = computable(kernel, steps);
  return tf.depthwiseConv2d(images, filter, strides, steps.padding, "NHWC", dilations);
}

/** TensorFlow.js has no convolution with both strides and dilations: then the zeros between the taps are written out. */
function computable(kernel: tf.Tensor4D, { strides, dilations }: Steps) {
  const step: [number, number] = [...strides];
  return writesZeros({ strides, dilations })
    ? { filter: spreadTaps(kernel, dilations), strides: step, dilations: 1 }
    : { filter: kernel, strides: step, dilations: [...dilations] as [number, number] };
}

/** Whether a dilated kernel has its zeros written out, and grows by them. */
export const writesZeros = ({ strides, dilations }: Pick<Steps, "strides" | "dilations">): boolean =>
  strides.some((step) => step > 1) && dilations.some((step) => step > 1);
