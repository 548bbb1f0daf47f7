import * as tf from "@tensorflow/tfjs-core";
import type { Normalization } from "../core/classifier.ts";
import type { Network } from "../model/network.ts";

/** Logits of a teacher, a constant for the student's gradient. */
export type Teacher = (images: tf.Tensor4D) => tf.Tensor2D;

/**
 * A trained network as a teacher, in inference mode, on images that are normalised as the student's are: where the
 * teacher's own normalisation differs, they are brought to it, x' = (x std + mean - mean') / std' for each channel.
 */
export function createTeacher(network: Pick<Network, "forward" | "normalization">, student: Normalization): Teacher {
  const { mean, std } = network.normalization;
  const scale = std.map((own, channel) => student.std[channel] / own);
  const shift = std.map((own, channel) => (student.mean[channel] - mean[channel]) / own);
  const same = scale.every((factor) => factor === 1) && shift.every((offset) => offset === 0);
  return (images) =>
    network.forward(same ? images : (tf.add(tf.mul(images, tf.tensor1d(scale)), tf.tensor1d(shift)) as tf.Tensor4D));
}
