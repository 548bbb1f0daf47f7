import * as tf from "@tensorflow/tfjs-core";

/** How a pixel's place in the smaller or larger image is found, in TensorFlow's terms. */
export interface Interpolation {
  readonly method: "bilinear" | "nearest";
  readonly alignCorners?: boolean;
  /** Pixels have their centre at a half, as in Keras and TensorFlow 2. */
  readonly halfPixelCenters: boolean;
}

const LARGEST_SIDE = 4096;

/**
 * Images [batch, height, width, channels] in another size. Resizing is linear and works on rows and columns apart: one
 * matrix [output, input] for each, with the gradient that a product has. The library's own leaves half pixels out of
 * its gradient.
 *
 * @throws Error on a size that images do not have
 */
export function resizeImages(
  images: tf.Tensor4D,
  size: readonly [number, number],
  interpolation: Interpolation,
): tf.Tensor4D {
  if (!size.every((side) => Number.isInteger(side) && side >= 1 && side <= LARGEST_SIDE)) {
    throw new Error(`a size of ${size.join(" x ")} pixels`);
  }
  const [, height, width] = images.shape;
  return mixPixels(images, shares(height, size[0], interpolation), shares(width, size[1], interpolation));
}

/** Images whose rows and columns are mixed from those given: matrices [output, input] of each one's share. */
export function mixPixels(images: tf.Tensor4D, rows: tf.Tensor2D, columns: tf.Tensor2D): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const [tall, wide] = [rows.shape[0], columns.shape[0]];
  const mixed = tf.matMul(rows, tf.reshape(images, [batch, height, width * channels]));
  const all = tf.matMul(columns, tf.reshape(mixed, [batch * tall, width, channels]));
  return tf.reshape(all, [batch, tall, wide, channels]) as tf.Tensor4D;
}

/** Share of each input row in each output row. */
function shares(
  input: number,
  output: number,
  { method, alignCorners = false, halfPixelCenters }: Interpolation,
): tf.Tensor2D {
  const scale = alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
  const inside = (place: number) => Math.max(0, Math.min(input - 1, place));
  const values = new Float32Array(output * input);
  for (let place = 0; place < output; place++) {
    const centre = halfPixelCenters ? (place + 0.5) * scale : place * scale;
    if (method === "nearest") {
      values[place * input + inside(alignCorners ? Math.round(centre) : Math.floor(centre))] = 1;
    } else {
      const at = halfPixelCenters ? centre - 0.5 : centre;
      const low = Math.floor(at);
      values[place * input + inside(low)] += 1 - (at - low);
      values[place * input + inside(low + 1)] += at - low;
    }
  }
  return tf.tensor2d(values, [output, input]);
}
