import * as tf from "@tensorflow/tfjs-core";

/** How a kernel moves over an image: rows, columns. */
export interface Steps {
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  readonly padding: "same" | "valid";
}

/**
 * Convolution of images [batch, height, width, channels] with a kernel [rows, columns, channels / groups, filters].
 * Dilations are written out as zeros in the kernel: TensorFlow.js has no gradient of dilated convolutions.
 */
export function convolve(
  images: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, dilations, padding }: Steps,
): tf.Tensor4D {
  const filter = dilate(kernel, dilations);
  const groups = images.shape[3] / kernel.shape[2];
  const step: [number, number] = [...strides];
  if (groups === 1) return tf.conv2d(images, filter, step, padding);
  if (groups === images.shape[3]) {
    const [rows, columns, , filters] = filter.shape;
    const apart = tf.reshape(filter, [rows, columns, groups, filters / groups]) as tf.Tensor4D;
    return tf.depthwiseConv2d(images, apart, step, padding);
  }
  const parts: tf.Tensor4D[] = tf.split(images, groups, 3);
  const filters: tf.Tensor4D[] = tf.split(filter, groups, 3);
  return tf.concat(
    parts.map((part, group) => tf.conv2d(part, filters[group], step, padding)),
    3,
  );
}

/** Convolution of each channel by itself, with a kernel [rows, columns, channels, multiplier]. */
export function convolveDepthwise(
  images: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { strides, dilations, padding }: Steps,
): tf.Tensor4D {
  return tf.depthwiseConv2d(images, dilate(kernel, dilations), [...strides], padding);
}

function dilate(kernel: tf.Tensor4D, [rows, columns]: readonly [number, number]): tf.Tensor4D {
  if (rows === 1 && columns === 1) return kernel;
  const [height, width, channels, filters] = kernel.shape;
  const cells = tf.reshape(kernel, [height, 1, width, 1, channels * filters]);
  const spread = tf.pad(cells, [
    [0, 0],
    [0, rows - 1],
    [0, 0],
    [0, columns - 1],
    [0, 0],
  ]);
  const whole = tf.reshape(spread, [height * rows, width * columns, channels, filters]) as tf.Tensor4D;
  return tf.slice(whole, [0, 0, 0, 0], [(height - 1) * rows + 1, (width - 1) * columns + 1, channels, filters]);
}
