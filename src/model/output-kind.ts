import * as tf from "@tensorflow/tfjs-core";
import { CHANNELS } from "../core/image.ts";
import { createRandom } from "../core/random.ts";
import type { Engine } from "../engine/index.ts";
import type { Network } from "./network.ts";

const PROBES = 4;
/** How far a row of probabilities in single (or half) precision is from a sum of one. */
const TOLERANCE = 2e-3;
/** The smallest probability told from nothing: the smallest normal number in single precision. */
const SMALLEST = 1.2e-38;

/**
 * Tells logits from probabilities by what the network says of four images of noise: rows of numbers in [0, 1] that sum
 * to one are probabilities, and what goes on is their logarithm, whose softmax they are. A softmax at the end of a file
 * is left out when it is read; this finds what cannot be left out: a softmax made of other operations, the mean of
 * several networks' answers.
 */
export async function withLogits(network: Network, engine: Engine): Promise<Network> {
  if (network.output === "probabilities" || !(await givesProbabilities(network, engine))) return network;
  return {
    ...network,
    output: "probabilities",
    forward: (normalized, hook) => tf.log(tf.maximum(network.forward(normalized, hook), SMALLEST)),
  };
}

async function givesProbabilities(network: Network, engine: Engine): Promise<boolean> {
  const { height, width, classes, normalization } = network;
  const shape = [PROBES, height, width, CHANNELS];
  const random = createRandom("what a network's output is");
  const { mean, std } = normalization;
  const noise = Float32Array.from({ length: PROBES * height * width * CHANNELS }, (_, i) => {
    const channel = i % CHANNELS;
    return (random.uniform() - mean[channel]) / std[channel];
  });
  const forward = await engine.compile((images) => network.forward(images as tf.Tensor4D), [{ shape }]);
  try {
    const [rows] = await forward.run(noise);
    return Array.from({ length: PROBES }, (_, row) =>
      rows.subarray(row * classes.length, (row + 1) * classes.length),
    ).every(isDistribution);
  } finally {
    await forward.dispose();
  }
}

function isDistribution(values: Float32Array): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.every((value) => value >= 0 && value <= 1 + TOLERANCE) && Math.abs(sum - 1) <= TOLERANCE;
}
