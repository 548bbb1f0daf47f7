import * as tf from "@tensorflow/tfjs-core";
import { counted } from "../core/counted.ts";
import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import { createRandom } from "../core/random.ts";
import type { Engine } from "../engine/index.ts";
import { compiledForeign } from "./foreign-problem.ts";
import type { Network } from "./network.ts";

const PROBES = 4;
/** An answer for each pixel shows enough in one image, and takes room. */
const probesOf = ({ dense }: Network) => (dense === undefined ? PROBES : 1);
/** How far a row of probabilities in single (or half) precision is from a sum of one. */
const TOLERANCE = 2e-3;
/** The smallest probability told from nothing: the smallest normal number in single precision. */
const SMALLEST = 1.2e-38;

/**
 * Looks at what an imported network says of four images of noise. Rows of numbers in [0, 1] that sum to one are
 * probabilities, and what goes on is their logarithm, whose softmax they are: a softmax at the end of a file is left out
 * when it is read; this finds what cannot be left out, a softmax made of other operations, the mean of several networks'
 * answers. Answers that are no numbers are noted.
 *
 * @throws InputError where no answer is a number: the network divides by 0, or overflows
 */
export async function withLogits(network: Network, engine: Engine): Promise<Network> {
  const rows = await answersToNoise(network, engine);
  const images = probesOf(network);
  const finite = (row: Float32Array) => row.every((value) => Number.isFinite(value) || value === -Infinity);
  const wrong = new Set(rows.flatMap((row, i) => (finite(row) ? [] : [Math.floor((i * images) / rows.length)])));
  const seen = finiteOf(network, rows, images - wrong.size);
  if (network.output === "probabilities" || !rows.every(isDistribution)) return seen;
  return {
    ...seen,
    output: "probabilities",
    forward: (normalized, hook) => tf.log(tf.maximum(network.forward(normalized, hook), SMALLEST)),
  };
}

function finiteOf(network: Network, rows: readonly Float32Array[], finite: number): Network {
  const images = probesOf(network);
  if (finite === images) return network;
  const wrong = rows.flatMap((row) => [...row]).find((value) => !Number.isFinite(value) && value !== -Infinity);
  if (finite === 0) {
    throw new InputError(`checkpoint ${network.name}`, {
      expected: "answers that are finite numbers",
      got: `${wrong} for ${counted(images, "image")} of noise`,
      remedy: "Its weights or its operations overflow, or divide by 0: the training diverged, or the file is damaged.",
    });
  }
  const note = `Its answers to ${images - finite} of ${counted(images, "image")} of noise are not finite (${wrong}): it overflows, or divides by 0.`;
  return { ...network, notes: [...(network.notes ?? []), note] };
}

async function answersToNoise(network: Network, engine: Engine): Promise<readonly Float32Array[]> {
  const { height, width, classes, normalization } = network;
  const shape = [probesOf(network), height, width, CHANNELS];
  const random = createRandom("what a network's output is");
  const { mean, std } = normalization;
  const noise = Float32Array.from({ length: shape[0] * height * width * CHANNELS }, (_, i) => {
    const channel = i % CHANNELS;
    return (random.uniform() - mean[channel]) / std[channel];
  });
  const compile = () => engine.compile((images) => network.forward(images as tf.Tensor4D), [{ shape }]);
  const forward = await compiledForeign(network, compile);
  try {
    const [rows] = await forward.run(noise);
    const width = classes.length;
    return Array.from({ length: rows.length / width }, (_, row) => rows.subarray(row * width, (row + 1) * width));
  } finally {
    await forward.dispose();
  }
}

function isDistribution(values: Float32Array): boolean {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.every((value) => value >= 0 && value <= 1 + TOLERANCE) && Math.abs(sum - 1) <= TOLERANCE;
}
