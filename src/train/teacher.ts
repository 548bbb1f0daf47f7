import * as tf from "@tensorflow/tfjs-core";
import type { Normalization } from "../core/classifier.ts";
import type { Network } from "../model/network.ts";
import { featureTaps, type NetworkOutputs, withFeatures } from "./features.ts";
import type { FeatureKind } from "./method.ts";

/** A trained network that a student learns from. */
export interface Teacher {
  /** What it says of images, a constant for the student's gradient. */
  readonly say: (images: tf.Tensor) => NetworkOutputs;
  /** Shapes of its features, of one image. */
  readonly featureShapes: readonly (readonly number[])[];
}

/**
 * A trained network as a teacher, in inference mode, on images that are normalised as the student's are: where the
 * teacher's own normalisation differs, they are brought to it, x' = (x std + mean - mean') / std' for each channel.
 *
 * @param features that the method compares
 * @throws InputError where the teacher does not have these features
 */
export function createTeacher(
  network: Pick<Network, "name" | "height" | "width" | "forward" | "normalization">,
  student: Normalization,
  features: FeatureKind | undefined,
): Teacher {
  const { mean, std } = network.normalization;
  const scale = std.map((own, channel) => student.std[channel] / own);
  const shift = std.map((own, channel) => (student.mean[channel] - mean[channel]) / own);
  const same = scale.every((factor) => factor === 1) && shift.every((offset) => offset === 0);
  const taps = featureTaps(network, features);
  const say = withFeatures((images, hook) => network.forward(images as tf.Tensor4D, hook), taps);
  return {
    say: (images) => say(same ? images : tf.add(tf.mul(images, tf.tensor1d(scale)), tf.tensor1d(shift))),
    featureShapes: taps.map(({ shape }) => shape),
  };
}
