import * as tf from "@tensorflow/tfjs-core";
import { tensorflowShape } from "./arrange.ts";
import { MOVING_AVERAGE_KEPT } from "./batch-norm.ts";
import type { DropDraw, Layer, Run } from "./layer.ts";
import type { TapHook } from "./tap.ts";
import { isTrainable, type WeightSpec } from "./weight.ts";

/** A weight of a network, in TensorFlow.js' layout. */
export interface BoundWeight {
  readonly spec: WeightSpec;
  readonly variable: tf.Variable;
}

/** A described network with its weights. */
export interface BoundNetwork {
  readonly layer: Layer;
  /** In the order in which the layers name them. */
  readonly weights: readonly BoundWeight[];
  /** Those that gradients move. */
  readonly trainable: readonly tf.Variable[];
  /** Logits in inference mode: [batch, height, width, 3] to [batch, classes]. */
  forward(images: tf.Tensor, hook?: TapHook): tf.Tensor2D;
  /**
   * Logits in training mode: batch normalisation takes its statistics over the batch, and moves its averages. A compiled
   * function has to list the variables of `weights` as its state.
   *
   * @param drawDrop where blocks are left out at random
   */
  train(images: tf.Tensor, hook?: TapHook, drawDrop?: () => DropDraw): tf.Tensor2D;
  dispose(): void;
}

/**
 * Gives a described network its weights.
 *
 * @param valuesOf a weight's numbers, in TensorFlow.js' layout
 */
export function bindNetwork(layer: Layer, valuesOf: (spec: WeightSpec) => Float32Array): BoundNetwork {
  const weights: BoundWeight[] = [];
  const dispose = () => tf.dispose(weights.map(({ variable }) => variable));
  try {
    for (const spec of layer.weights) {
      const values = valuesOf(spec);
      const variable = tf.tidy(() => tf.variable(tf.tensor(values, tensorflowShape(spec)), isTrainable(spec)));
      weights.push({ spec, variable });
    }
  } catch (error) {
    dispose();
    throw error;
  }
  const variables = new Map(weights.map(({ spec, variable }) => [spec.name, variable]));
  const weight = (name: string): tf.Variable => {
    const found = variables.get(name);
    if (found === undefined) throw new Error(`the network uses ${name} without having asked for it`);
    return found;
  };
  const run = (images: tf.Tensor, mode: Omit<Run, "weight">) => layer.apply(images, { weight, ...mode }) as tf.Tensor2D;
  return {
    layer,
    weights,
    trainable: weights.map(({ variable }) => variable).filter(({ trainable }) => trainable),
    forward: (images, hook) => run(images, { hook }),
    train: (images, hook, drawDrop) =>
      run(images, { hook, drawDrop, noteStatistics: (name, value) => moveAverage(weight(name), value) }),
    dispose,
  };
}

/** average' = average - (average - value) (1 - kept). */
export function moveAverage(average: tf.Variable, value: tf.Tensor): void {
  average.assign(tf.sub(average, tf.mul(tf.sub(average, value), 1 - MOVING_AVERAGE_KEPT)));
}
