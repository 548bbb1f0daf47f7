import * as tf from "@tensorflow/tfjs-core";
import { CHANNELS } from "../core/image.ts";
import type { CompiledFunction, Engine } from "../engine/index.ts";
import { countDrops } from "../model/count-drops.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import type { BoundParts } from "./bound-parts.ts";
import { classifierOf, featureTaps, type NetworkOutputs, withFeatures } from "./features.ts";
import { branchOutputs } from "./forward-passes.ts";
import { type ConfiguredMethod, networkBranches } from "./method.ts";
import { createOptimizer, type OptimizerSettings, RATES, rates } from "./optimizer.ts";
import type { PartsInUse } from "./parts.ts";
import type { Teacher } from "./teacher.ts";

/** What a step is compiled for; the learning rate comes with each step. */
export interface StepSettings extends OptimizerSettings {
  /** Examples in a batch. */
  readonly batch: number;
  /** Size of the images. */
  readonly height: number;
  readonly width: number;
  /** Number of classes. */
  readonly classes: number;
  /** Probability that the last block is left out for an image, earlier ones less often. Default: 0. */
  readonly dropPath?: number;
  readonly teacher?: Teacher | undefined;
  /** Shapes of what the method's state gives to the loss. */
  readonly stateShapes?: readonly (readonly number[])[];
  /** What the method trains or keeps beside the network. */
  readonly parts?: BoundParts | undefined;
}

/** What a step is given. */
interface StepInputs {
  /** The branches that go through the network, one after the other. */
  readonly images: Float32Array;
  /** Row-major [batch, classes]. */
  readonly targets: Float32Array;
  /** What the method's state gives to the loss. */
  readonly state: readonly Float32Array[];
  /** Uniform draws in [0, 1), of the length `drops`; needed where that is not 0. */
  readonly drops?: Float32Array;
  readonly learningRate: number;
  /** Counted from 1 over the whole run; only AdamW asks. Default: 1. */
  readonly step?: number;
}

interface StepResult {
  readonly loss: number;
  /** Of the weights before the step, row-major [branches x batch, classes]; of the first branch only, unless all go through the network together. */
  readonly logits: Float32Array;
}

/** A compiled training step with its state: weights, the optimizer's variables and the method's parts. */
export interface TrainingStep {
  run(inputs: StepInputs): Promise<StepResult>;
  /** Draws that a step needs to leave out blocks. */
  readonly drops: number;
  /** Weights in the network's order (`network.weights`), then the optimizer's variables, then the method's parts. */
  readState(): Promise<Float32Array[]>;
  writeState(state: readonly Float32Array[]): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Compiles a whole training step as one function: forward, loss, gradients, optimizer and batch normalisation's moving
 * averages.
 *
 * Branches that go through the network together are one batch, so batch normalisation takes its statistics over all of
 * them. Batch normalisation's scales and shifts and biases decay like the rest, unless `decayVectors` is false. Moving
 * averages keep 0.9 of the old.
 */
export async function compileStep(
  engine: Engine,
  network: BoundNetwork,
  method: Pick<ConfiguredMethod, "sampler" | "forward" | "loss" | "features">,
  { batch, height, width, classes, dropPath = 0, teacher, stateShapes = [], parts, ...optimizing }: StepSettings,
): Promise<TrainingStep> {
  const images = networkBranches(method) * batch;
  const trainable = [...network.trainable, ...(parts?.trainable ?? [])];
  const described = { name: "the network to train", height, width, forward: network.forward };
  const taps = featureTaps(described, method.features);
  const drops = dropPath === 0 ? 0 : countDrops(network, { height, width });
  const optimizer = createOptimizer(trainable, optimizing);
  const classify = classifierOf(network);

  const step = (pixels: tf.Tensor, targets: tf.Tensor, values: tf.Tensor, ...rest: tf.Tensor[]): tf.Tensor[] => {
    const state = rest.slice(0, stateShapes.length);
    const taught = teacher?.say(pixels.shape[0] === batch ? pixels : tf.slice(pixels, 0, batch));
    let shown: tf.Tensor2D | undefined;
    const { value, grads } = tf.variableGrads(() => {
      const pass = passes(network, drops === 0 ? undefined : { uniform: rest[stateShapes.length], rate: dropPath });
      const student = (branch: tf.Tensor): NetworkOutputs => withFeatures(pass(), taps)(branch);
      const outputs = branchOutputs(method.forward, pixels, images / batch, student);
      const logits = outputs.map((branch) => branch.logits);
      shown = tf.keep(method.forward === "together" ? tf.concat(logits) : logits[0]);
      return method.loss({
        logits,
        targets: targets as tf.Tensor2D,
        features: outputs.map(({ features }) => features),
        teacher: taught === undefined ? [] : [taught.logits],
        teacherFeatures: taught?.features ?? [],
        state,
        parts: parts?.use ?? NO_PARTS,
        classify,
      });
    }, trainable);
    if (shown === undefined) throw new Error("the gradient did not call its function");
    optimizer.update(
      trainable.map((weight) => grads[weight.name]),
      values,
    );
    return [value, shown];
  };

  const shapes = [[images, height, width, CHANNELS], [batch, classes], [RATES], ...stateShapes];
  if (drops > 0) shapes.push([drops, images]);
  const compiled: CompiledFunction = await engine.compile(
    step,
    shapes.map((shape) => ({ shape })),
    {
      state: [...network.weights.map(({ variable }) => variable), ...optimizer.variables, ...(parts?.variables ?? [])],
    },
  );
  return {
    drops: drops * images,
    async run({ images: pixels, targets, state, drops: draws, learningRate, step: count = 1 }) {
      const given = [
        pixels,
        targets,
        rates(learningRate, count),
        ...state,
        ...(drops === 0 || draws === undefined ? [] : [draws]),
      ];
      const [loss, logits] = await compiled.run(...given);
      return { loss: loss[0], logits };
    },
    readState: () => compiled.readState(),
    writeState: (state) => compiled.writeState(state),
    async dispose() {
      await compiled.dispose();
      tf.dispose([...optimizer.variables]);
    },
  };
}

/** The network in training mode, once for each branch; every pass has its own columns of the draws, every block a row. */
function passes(network: BoundNetwork, draws: { readonly uniform: tf.Tensor; readonly rate: number } | undefined) {
  let from = 0;
  return () =>
    (images: tf.Tensor, hook?: Parameters<BoundNetwork["train"]>[1]): tf.Tensor2D => {
      if (draws === undefined) return network.train(images, hook);
      const [count] = images.shape;
      const start = from;
      from += count;
      let row = 0;
      return network.train(images, hook, () => ({
        uniform: tf.reshape(tf.slice(draws.uniform, [row++, start], [1, count]), [count]),
        rate: draws.rate,
      }));
    };
}

const NO_PARTS: PartsInUse = {
  apply: (name) => absent(name),
  recall: (name) => absent(name),
  remember: (name) => absent(name),
};

function absent(name: string): never {
  throw new Error(`the method made no part called ${name}`);
}
