import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../core/error.ts";
import type { ImageSize, Network } from "./network.ts";

/**
 * The network with a bilinear enlargement in front of it, for images smaller than it takes: a network that was
 * fine-tuned at 224 x 224 on images of 32 x 32, say. The enlargement is part of the network, so gradients go through it
 * and an attack changes the small image.
 *
 * Centres of pixels at half coordinates, edges repeated: PyTorch's `interpolate(mode="bilinear")`, torchvision's and
 * Pillow's bilinear enlargement.
 *
 * @throws InputError where the images are larger than the network takes: making them smaller needs a low-pass filter
 */
export function resizeInFront(network: Network, images: ImageSize): Network {
  const { height, width } = network;
  if (height === images.height && width === images.width) return network;
  if (height < images.height || width < images.width) {
    throw new InputError(`checkpoint ${network.name}`, {
      expected: `images of at most ${height} x ${width}, as the network takes`,
      got: `${images.height} x ${images.width}`,
      remedy: "Make the images of a folder smaller with --image-size.",
    });
  }
  const rows = interpolation(images.height, height);
  const columns = interpolation(images.width, width);
  return {
    ...network,
    height: images.height,
    width: images.width,
    resizedTo: { height, width },
    forward: (normalized) => {
      const [batch, , , channels] = normalized.shape;
      const matrix = (shares: Float32Array, from: number) => tf.tensor2d(shares, [shares.length / from, from]);
      const flat = tf.reshape(normalized, [batch, images.height, images.width * channels]);
      const tall = tf.matMul(matrix(rows, images.height), flat);
      const apart = tf.reshape(tall, [batch * height, images.width, channels]);
      const wide = tf.matMul(matrix(columns, images.width), apart);
      return network.forward(tf.reshape(wide, [batch, height, width, channels]));
    },
  };
}

/** Share of each of `input` places in each of `output` ones, row-major [output, input]. */
function interpolation(input: number, output: number): Float32Array {
  const shares = new Float32Array(output * input);
  const inside = (place: number) => Math.max(0, Math.min(input - 1, place));
  for (let place = 0; place < output; place++) {
    const at = ((place + 0.5) * input) / output - 0.5;
    const low = Math.floor(at);
    shares[place * input + inside(low)] += 1 - (at - low);
    shares[place * input + inside(low + 1)] += at - low;
  }
  return shares;
}
