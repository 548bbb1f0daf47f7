import * as tf from "@tensorflow/tfjs-core";
import { CHANNELS } from "../core/image.ts";
import type { CompiledFunction, Engine } from "../engine/index.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import { featureTaps, withFeatures } from "./features.ts";
import { branchOutputs } from "./forward-passes.ts";
import { type ConfiguredMethod, networkBranches } from "./method.ts";
import type { Teacher } from "./teacher.ts";

/** What a step is compiled for; the learning rate comes with each step. */
export interface StepSettings {
  /** Examples in a batch. */
  readonly batch: number;
  /** Size of the images. */
  readonly height: number;
  readonly width: number;
  /** Number of classes. */
  readonly classes: number;
  readonly momentum: number;
  readonly weightDecay: number;
  readonly teacher?: Teacher | undefined;
  /** Shapes of what the method's state gives to the loss. */
  readonly stateShapes?: readonly (readonly number[])[];
}

/** What a step is given. */
interface StepInputs {
  /** The branches that go through the network, one after the other. */
  readonly images: Float32Array;
  /** Row-major [batch, classes]. */
  readonly targets: Float32Array;
  /** What the method's state gives to the loss. */
  readonly state: readonly Float32Array[];
  readonly learningRate: number;
}

interface StepResult {
  readonly loss: number;
  /** Of the weights before the step, row-major [branches x batch, classes]; of the first branch only, unless all go through the network together. */
  readonly logits: Float32Array;
}

/** A compiled training step with its state: weights, velocities and moving averages. */
export interface TrainingStep {
  run(inputs: StepInputs): Promise<StepResult>;
  /** Weights in the network's order (`network.weights`), then a velocity for each trainable one. */
  readState(): Promise<Float32Array[]>;
  writeState(state: readonly Float32Array[]): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Compiles a whole training step as one function: forward, loss, gradients, weight decay, momentum and batch
 * normalisation's moving averages.
 *
 * Branches that go through the network together are one batch, so batch normalisation takes its statistics over all of
 * them. Each weight w with gradient g and velocity v moves as PyTorch's SGD moves it: g' = g + weightDecay w,
 * v' = momentum v + g', w' = w - learningRate v'; batch normalisation's scales and shifts and biases decay like the
 * rest. Moving averages keep 0.9 of the old; their variance is the batch's own (divided by n), where PyTorch's is
 * divided by n - 1.
 */
export async function compileStep(
  engine: Engine,
  network: BoundNetwork,
  method: Pick<ConfiguredMethod, "sampler" | "forward" | "loss" | "features">,
  { batch, height, width, classes, momentum, weightDecay, teacher, stateShapes = [] }: StepSettings,
): Promise<TrainingStep> {
  const branches = networkBranches(method);
  const { trainable } = network;
  const described = { name: "the network to train", height, width, forward: network.forward };
  const student = withFeatures(network.train, featureTaps(described, method.features));
  const velocities = trainable.map((weight) => tf.tidy(() => tf.variable(tf.zerosLike(weight), false)));

  const step = (images: tf.Tensor, targets: tf.Tensor, learningRate: tf.Tensor, ...state: tf.Tensor[]): tf.Tensor[] => {
    const taught = teacher?.(firstBranch(images, batch));
    let shown: tf.Tensor2D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const outputs = branchOutputs(method.forward, images, branches, student);
      const logits = outputs.map((branch) => branch.logits);
      shown = tf.keep(method.forward === "together" ? tf.concat(logits) : logits[0]);
      return method.loss({
        logits,
        targets: targets as tf.Tensor2D,
        features: outputs.map(({ features }) => features),
        teacher: taught === undefined ? [] : [taught.logits],
        teacherFeatures: taught?.features ?? [],
        state,
      });
    }, [...trainable]);
    if (shown === undefined) throw new Error("the gradient did not call its function");
    for (const [i, weight] of trainable.entries()) {
      const gradient = tf.add(grads[weight.name], tf.mul(weight, weightDecay));
      velocities[i].assign(tf.add(tf.mul(velocities[i], momentum), gradient));
      weight.assign(tf.sub(weight, tf.mul(velocities[i], learningRate)));
    }
    return [value, shown];
  };

  const shapes = [[branches * batch, height, width, CHANNELS], [batch, classes], [], ...stateShapes];
  const compiled: CompiledFunction = await engine.compile(
    step,
    shapes.map((shape) => ({ shape })),
    { state: [...network.weights.map(({ variable }) => variable), ...velocities] },
  );
  return {
    async run({ images, targets, state, learningRate }) {
      const [loss, logits] = await compiled.run(images, targets, Float32Array.of(learningRate), ...state);
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

function firstBranch(images: tf.Tensor, batch: number): tf.Tensor {
  return images.shape[0] === batch ? images : tf.slice(images, 0, batch);
}
