import * as tf from "@tensorflow/tfjs-core";
import { constant } from "./constant.ts";
import type { NetworkOutputs } from "./features.ts";
import type { ForwardPasses } from "./method.ts";

/**
 * What the network says of each branch of a step.
 *
 * @param images the branches that go through the network, one after the other
 * @param branches how many they are
 * @param network in training mode
 */
export function branchOutputs(
  passes: ForwardPasses,
  images: tf.Tensor,
  branches: number,
  network: (images: tf.Tensor) => NetworkOutputs,
): NetworkOutputs[] {
  if (branches === 1) return [network(images)];
  if (passes === "together") return splitOutputs(network(images), branches);
  return tf
    .split(images, branches)
    .map((branch, i) =>
      i === 1 && passes === "second-without-gradient" ? withoutGradient(() => network(branch)) : network(branch),
    );
}

function splitOutputs({ logits, features }: NetworkOutputs, branches: number): NetworkOutputs[] {
  const ofFeatures = features.map((feature) => tf.split(feature, branches));
  return tf.split(logits, branches).map((own, branch) => ({
    logits: own as tf.Tensor2D,
    features: ofFeatures.map((split) => split[branch]),
  }));
}

/** The logits alone, as a constant. */
const withoutGradient = (compute: () => NetworkOutputs): NetworkOutputs => ({
  logits: constant(() => compute().logits),
  features: [],
});
