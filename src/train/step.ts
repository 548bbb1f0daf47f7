import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { CHANNELS } from "../core/image.ts";
import type { CompiledFunction, Engine } from "../engine/index.ts";
import { type ConfiguredMethod, networkBranches } from "./method.ts";

/** Settings of SGD; the learning rate comes with each step. */
export interface Optimizer {
  readonly momentum: number;
  readonly weightDecay: number;
}

/** A compiled training step with its state: weights, velocities and moving averages. */
export interface TrainingStep {
  /** One step; `images` holds the branches that go through the network one after the other. */
  run(images: Float32Array, targets: Float32Array, learningRate: number): Promise<StepResult>;
  /** Weights in the model's order (`model.weights`), then a velocity for each trainable one. */
  readState(): Promise<Float32Array[]>;
  writeState(state: readonly Float32Array[]): Promise<void>;
  dispose(): Promise<void>;
}

interface StepResult {
  readonly loss: number;
  /** Row-major [branches x batch, classes], of the weights before the step. */
  readonly logits: Float32Array;
}

/**
 * Compiles a whole training step as one function: forward, loss, gradients, weight decay, momentum and batch
 * normalisation's moving averages.
 *
 * Both branches of a pair go through the network as one batch of twice the size, so batch normalisation takes its
 * statistics over both together. Each weight w with gradient g and velocity v moves as PyTorch's SGD moves it:
 * g' = g + weightDecay w, v' = momentum v + g', w' = w - learningRate v'; batch normalisation's scales and shifts and
 * biases decay like the rest. Moving averages keep 0.9 of the old; their variance is the batch's own (divided by n),
 * where PyTorch's is divided by n - 1.
 */
export async function compileStep(
  engine: Engine,
  model: LayersModel,
  method: ConfiguredMethod,
  optimizer: Optimizer,
  batch: number,
): Promise<TrainingStep> {
  const [, height, width] = model.inputs[0].shape as number[];
  const [, classes] = model.outputs[0].shape as number[];
  const branches = networkBranches(method);
  const weights = model.weights.map((weight) => weight.read() as tf.Variable);
  const trainable = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const velocities = trainable.map((weight) => tf.tidy(() => tf.variable(tf.zerosLike(weight), false)));

  const step = (images: tf.Tensor, targets: tf.Tensor, learningRate: tf.Tensor): tf.Tensor[] => {
    let logits: tf.Tensor2D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      logits = tf.keep(model.apply(images, { training: true }) as tf.Tensor2D);
      return method.loss(branches === 1 ? [logits] : tf.split(logits, branches), targets as tf.Tensor2D);
    }, trainable);
    if (logits === undefined) throw new Error("the gradient did not call its function");
    for (const [i, weight] of trainable.entries()) {
      const gradient = tf.add(grads[weight.name], tf.mul(weight, optimizer.weightDecay));
      velocities[i].assign(tf.add(tf.mul(velocities[i], optimizer.momentum), gradient));
      weight.assign(tf.sub(weight, tf.mul(velocities[i], learningRate)));
    }
    return [value, logits];
  };

  const images = { shape: [branches * batch, height, width, CHANNELS] };
  const compiled: CompiledFunction = await engine.compile(step, [images, { shape: [batch, classes] }, { shape: [] }], {
    state: [...weights, ...velocities],
  });
  return {
    async run(batchImages, targets, learningRate) {
      const [loss, logits] = await compiled.run(batchImages, targets, Float32Array.of(learningRate));
      return { loss: loss[0], logits };
    },
    readState: () => compiled.readState(),
    writeState: (state) => compiled.writeState(state),
    async dispose() {
      await compiled.dispose();
      tf.dispose(velocities);
    },
  };
}
