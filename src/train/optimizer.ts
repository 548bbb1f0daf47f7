import * as tf from "@tensorflow/tfjs-core";
import type { OptimizerId } from "./optimizer-ids.ts";

/** How gradients move weights; what is left out does nothing. */
export interface OptimizerSettings {
  /** Default: `sgd`. */
  readonly optimizer?: OptimizerId;
  /** Of SGD, in [0, 1). */
  readonly momentum: number;
  /** Of SGD: the step looks ahead along the new velocity. */
  readonly nesterov?: boolean;
  /** L2 penalty of SGD (added to gradients), decoupled decay of AdamW (taken off weights). */
  readonly weightDecay: number;
  /** Whether vectors (biases, normalisations) decay too. Default: true. */
  readonly decayVectors?: boolean;
  /** Largest Euclidean norm of all gradients together; longer ones are shortened to it. */
  readonly clipNorm?: number | undefined;
}

/** Of AdamW: PyTorch's defaults. */
const [BETA_1, BETA_2, ADAM_EPSILON] = [0.9, 0.999, 1e-8];
/** What PyTorch's `clip_grad_norm_` adds to the norm that it divides by. */
const CLIP_EPSILON = 1e-6;

/** What changes from step to step: the learning rate, and what AdamW's averages are divided by. */
export const RATES = 3;

/**
 * The learning rate, 1 - beta1^t and sqrt(1 - beta2^t) of step t, for a step's input.
 *
 * @param step t, counted from 1 over the whole run
 */
export function rates(learningRate: number, step: number): Float32Array {
  return Float32Array.of(learningRate, 1 - BETA_1 ** step, Math.sqrt(1 - BETA_2 ** step));
}

/** An optimizer's own variables, and how it moves weights. */
export interface Optimizer {
  /** Saved with the weights. */
  readonly variables: readonly tf.Variable[];
  /** Moves the weights along these gradients, in the weights' order, by the rates of the step. */
  update(gradients: readonly tf.Tensor[], rates: tf.Tensor): void;
}

/**
 * The optimizer of PyTorch of this name, for weights w with gradients g:
 * - `sgd`: g' = g + weightDecay w, v' = momentum v + g', w' = w - rate v'; with Nesterov w' = w - rate (g' + momentum v')
 * - `adamw`: w' = (1 - rate weightDecay) w - rate (m' / (1 - beta1^t)) / (sqrt(s' / (1 - beta2^t)) + 1e-8) with
 *   m' = beta1 m + (1 - beta1) g and s' = beta2 s + (1 - beta2) g^2, beta1 = 0.9, beta2 = 0.999
 */
export function createOptimizer(weights: readonly tf.Variable[], settings: OptimizerSettings): Optimizer {
  const { optimizer = "sgd", clipNorm } = settings;
  const slots = (): tf.Variable[] => weights.map((weight) => tf.tidy(() => tf.variable(tf.zerosLike(weight), false)));
  const decayOf = ({ rank }: tf.Variable): number =>
    rank > 1 || settings.decayVectors !== false ? settings.weightDecay : 0;
  const chosen = optimizer === "sgd" ? sgd(weights, slots(), decayOf, settings) : adamW(weights, slots, decayOf);
  return {
    variables: chosen.variables,
    update: (gradients, values) =>
      chosen.update(clipNorm === undefined ? gradients : clipped(gradients, clipNorm), values),
  };
}

function sgd(
  weights: readonly tf.Variable[],
  velocities: readonly tf.Variable[],
  decayOf: (weight: tf.Variable) => number,
  { momentum, nesterov = false }: OptimizerSettings,
): Optimizer {
  return {
    variables: velocities,
    update(gradients, values) {
      const rate = tf.reshape(tf.slice(values, 0, 1), []);
      for (const [i, weight] of weights.entries()) {
        const gradient = tf.add(gradients[i], tf.mul(weight, decayOf(weight)));
        velocities[i].assign(tf.add(tf.mul(velocities[i], momentum), gradient));
        const direction = nesterov ? tf.add(gradient, tf.mul(velocities[i], momentum)) : velocities[i];
        weight.assign(tf.sub(weight, tf.mul(direction, rate)));
      }
    },
  };
}

function adamW(
  weights: readonly tf.Variable[],
  slots: () => tf.Variable[],
  decayOf: (weight: tf.Variable) => number,
): Optimizer {
  const [means, squares] = [slots(), slots()];
  const moving = (average: tf.Variable, value: tf.Tensor, kept: number): void =>
    average.assign(tf.add(tf.mul(average, kept), tf.mul(value, 1 - kept)));
  return {
    variables: [...means, ...squares],
    update(gradients, values) {
      const [rate, meanShare, deviationShare] = tf.split(values, RATES).map((value) => tf.reshape(value, []));
      for (const [i, weight] of weights.entries()) {
        moving(means[i], gradients[i], BETA_1);
        moving(squares[i], tf.square(gradients[i]), BETA_2);
        const deviation = tf.add(tf.div(tf.sqrt(squares[i]), deviationShare), ADAM_EPSILON);
        const step = tf.mul(tf.div(tf.div(means[i], meanShare), deviation), rate);
        weight.assign(tf.sub(tf.mul(weight, tf.sub(1, tf.mul(rate, decayOf(weight)))), step));
      }
    },
  };
}

/** All gradients times min(1, largest / (norm + 1e-6)), as PyTorch's `clip_grad_norm_`. */
function clipped(gradients: readonly tf.Tensor[], largest: number): tf.Tensor[] {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const share = tf.minimum(tf.div(largest, tf.add(norm, CLIP_EPSILON)), 1);
  return gradients.map((gradient) => tf.mul(gradient, share));
}
