import * as tf from "@tensorflow/tfjs-core";
import type { Normalization } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { CHANNELS } from "../core/image.ts";
import { softmaxRows } from "../core/predictions.ts";
import type { Random } from "../core/random.ts";
import type { Engine } from "../engine/index.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import type { Batch } from "./batch.ts";
import { createBatches } from "./batches.ts";
import { crossEntropy } from "./cross-entropy.ts";
import type { Dynamics } from "./dynamics-record.ts";
import { mutualDistillation } from "./mutual-distillation.ts";
import { oneHotTargets } from "./one-hot.ts";
import { swapPairs } from "./patch-swap.ts";

/** Pairs that are looked at, the same after every epoch. */
const PAIRS = 64;

/** Settings of the loss whose gradients are taken: patch swap's own, whatever the network is trained with. */
const TEMPERATURE = 4;
const GRID = 4;

/** Looks at the dynamics of a training run, over and over while the weights change. */
export interface DynamicsProbe {
  /** @param weights in the network's order */
  measure(weights: readonly Float32Array[]): Promise<Dynamics>;
  dispose(): Promise<void>;
}

interface ProbeOptions {
  readonly normalization: Normalization;
  readonly random: Random;
  /** Default: 64. */
  readonly pairs?: number;
}

/**
 * Prepares what is looked at after each epoch: pairs of images of one class, as they are and with patches of a 4 x 4 grid
 * exchanged in every pair. The loss is the same for every method, so that methods can be compared:
 * CE(z1, y) + CE(z2, y) + T^2 (KL(p1 || p2) + KL(p2 || p1)) at T = 4, in training mode. The weights are not changed.
 */
export async function createDynamicsProbe(
  engine: Engine,
  network: BoundNetwork,
  dataset: Dataset,
  { normalization, random, pairs = PAIRS }: ProbeOptions,
): Promise<DynamicsProbe> {
  const { height, width, classes } = dataset;
  const [swapped, unswapped] = await probeImages(dataset, { normalization, random: random.fork("dynamics"), pairs });
  const { targets } = unswapped;
  const convolutions = network.weights.filter(
    ({ spec, variable }) => variable.rank === 4 && variable.trainable && spec,
  );
  const kernels = convolutions.map(({ variable }) => variable);
  const look = (images: tf.Tensor, labels: tf.Tensor): tf.Tensor[] => {
    let shown: tf.Tensor2D | undefined;
    const { grads } = tf.variableGrads(() => {
      const logits = network.train(images);
      shown = tf.keep(logits);
      const [first, second] = tf.split(logits, 2) as tf.Tensor2D[];
      const truth = labels as tf.Tensor2D;
      return tf.addN([
        crossEntropy(first, truth),
        crossEntropy(second, truth),
        mutualDistillation(first, second, TEMPERATURE),
      ]) as tf.Scalar;
    }, kernels);
    const [first, second] = tf.split(shown as tf.Tensor2D, 2) as tf.Tensor2D[];
    const ofLogits = tf.grads((a, b) => mutualDistillation(a as tf.Tensor2D, b as tf.Tensor2D, TEMPERATURE));
    const pulled = tf.concat(ofLogits([first, second]));
    const sizes = tf.stack(kernels.map(({ name }) => tf.mean(tf.abs(grads[name]))));
    return [sizes, shown as tf.Tensor2D, tf.reshape(tf.mean(tf.abs(pulled)), [1])];
  };
  const compiled = await engine.compile(
    look,
    [{ shape: [2 * pairs, height, width, CHANNELS] }, { shape: [pairs, classes.length] }],
    { state: network.weights.map(({ variable }) => variable) },
  );
  const side = async (weights: readonly Float32Array[], images: Float32Array) => {
    // The moving averages move: every look starts from the weights that were given.
    await compiled.writeState(weights);
    const [gradients, logits, pulled] = await compiled.run(images, targets);
    return {
      gradients: Array.from(gradients),
      confidenceGap: confidenceGap(logits, classes.length),
      distillationGradient: pulled[0],
    };
  };
  return {
    measure: async (weights) => ({
      convolutions: convolutions.map(({ spec }) => spec.name),
      swapped: await side(weights, swapped.images),
      unswapped: await side(weights, unswapped.images),
    }),
    dispose: () => compiled.dispose(),
  };
}

/** The pairs with and without exchanged patches. */
async function probeImages(dataset: Dataset, { normalization, random, pairs }: Required<ProbeOptions>) {
  const batches = createBatches(dataset, { batch: pairs, sampler: "pair", normalization, random });
  const read = async (change: (batch: Batch) => void) => {
    const batch = await batches.read(0, 0);
    change(batch);
    return { images: batch.images, targets: oneHotTargets(batch) };
  };
  const swap = (batch: Batch) => swapPairs(batch, { p: [[0, 1]], grid: GRID }, random, { epoch: 0, epochs: 1 });
  return [await read(swap), await read(() => {})] as const;
}

/**
 * Mean over pairs of |confidence of the first - confidence of the second|.
 *
 * @param logits row-major [2 x pairs, classes], the first images before the second ones
 */
export function confidenceGap(logits: Float32Array, classes: number): number {
  const probabilities = softmaxRows(logits, classes);
  const rows = logits.length / classes;
  const confidence = Array.from({ length: rows }, (_, row) =>
    probabilities.subarray(row * classes, (row + 1) * classes).reduce((most, value) => Math.max(most, value), 0),
  );
  const pairs = rows / 2;
  return confidence.slice(0, pairs).reduce((sum, first, i) => sum + Math.abs(first - confidence[pairs + i]), 0) / pairs;
}
