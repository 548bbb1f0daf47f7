import * as tf from "@tensorflow/tfjs-core";
import type { Card, CardContent } from "../core/card.ts";
import type { Normalization } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { createRandom } from "../core/random.ts";
import type { Engine } from "../engine/index.ts";
import { findArchitecture } from "../model/architectures/index.ts";
import { loadCheckpoint } from "../model/load-checkpoint.ts";
import type { Network } from "../model/network.ts";
import { saveCheckpoint } from "../model/save-checkpoint.ts";
import { tensorflowShape } from "../network/arrange.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import { createAccuracyProbe } from "./accuracy-probe.ts";
import type { ConfiguredAugmentation } from "./augmentation.ts";
import { createBatches } from "./batches.ts";
import { bindParts } from "./bound-parts.ts";
import { createDynamicsProbe } from "./dynamics.ts";
import { runEpoch, type StepEvent } from "./epoch.ts";
import { featureTaps } from "./features.ts";
import { initialize } from "./initialize.ts";
import type { ConfiguredMethod } from "./method.ts";
import type { MethodState } from "./method-state.ts";
import type { EpochRecord, TrainingPlan } from "./plan.ts";
import { requireCombination } from "./require-combination.ts";
import { openRunFolder, type RunFolder } from "./run-folder.ts";
import { learningRate } from "./schedule.ts";
import { startFrom } from "./start-from.ts";
import { compileStep, type TrainingStep } from "./step.ts";
import { createTeacher } from "./teacher.ts";

/** What a training run needs beside its plan. */
export interface TrainingInputs {
  readonly plan: TrainingPlan;
  readonly method: ConfiguredMethod;
  readonly augmentation: ConfiguredAugmentation;
  /** For methods that learn from one. */
  readonly teacher?: Network | undefined;
  /** Network whose weights and normalisation training starts from; default: new weights, the data's normalisation. */
  readonly initial?: Network | undefined;
  readonly train: Dataset;
  readonly test: Dataset;
  /** Mean and deviation of the training images' channels; asked for where there is something left to train. */
  readonly normalization: () => Promise<Normalization>;
  readonly engine: Engine;
  /** Folder of the run. */
  readonly out: string;
  /** Discards an earlier run in that folder. */
  readonly restart?: boolean;
}

/** Events of a training run, in order. Epochs and steps count from 1. */
export type TrainingEvent =
  | { readonly kind: "start"; readonly epochsDone: number; readonly steps: number }
  | StepEvent
  | { readonly kind: "epoch"; readonly record: EpochRecord }
  | { readonly kind: "done"; readonly checkpoint: string; readonly card: Card; readonly log: readonly EpochRecord[] };

/**
 * Trains, from the first epoch or from where an earlier run of the same plan in the same folder ended, to the same
 * bytes either way. State is written after each epoch, the checkpoint after the last.
 *
 * @throws InputError when the folder holds another run, when the loss is no longer finite, and when method,
 * augmentation and teacher do not go together
 */
export async function* train(inputs: TrainingInputs): AsyncGenerator<TrainingEvent, void> {
  requireCombination(inputs.method, inputs.augmentation, inputs.teacher);
  const folder = await openRunFolder(inputs.out, inputs.plan, inputs.restart === true);
  try {
    yield* trainIn(folder, inputs);
  } finally {
    await folder.close();
  }
}

async function* trainIn(folder: RunFolder, inputs: TrainingInputs): AsyncGenerator<TrainingEvent, void> {
  const { plan, method, augmentation, teacher, engine } = inputs;
  const { height, width, classes } = inputs.train;
  const earlier = await folder.read();
  const log = [...(earlier?.log ?? [])];
  if (earlier?.finished) {
    const checkpoint = await loadCheckpoint(folder.checkpoint);
    checkpoint.dispose();
    yield { kind: "done", checkpoint: folder.checkpoint, card: checkpoint.card, log };
    return;
  }

  const normalization = inputs.initial?.normalization ?? (await inputs.normalization());
  const random = createRandom(plan.seed).fork("train");
  const batches = createBatches(inputs.train, { batch: plan.batch, sampler: method.sampler, normalization, random });
  yield { kind: "start", epochsDone: log.length, steps: batches.steps };

  const architecture = findArchitecture(plan.architecture);
  const network = initialize(
    architecture.network(classes.length, { height, width }),
    createRandom(plan.seed),
    architecture.initialization,
  );
  if (inputs.initial !== undefined) startFrom(network, inputs.initial, classes);
  const sizes = { examples: inputs.train.count, classes: classes.length };
  const state = method.createState({ ...sizes, labels: inputs.train.labels, batch: plan.batch });
  const taught = teacher && createTeacher(teacher, normalization, method.features);
  const student = { name: "the network to train", height, width, forward: network.forward };
  const features = featureTaps(student, method.features).map(({ shape }) => shape);
  const parts = bindParts(
    await method.createParts({ ...sizes, features, teacherFeatures: taught?.featureShapes ?? [] }),
    createRandom(plan.seed),
  );
  const step = await compileStep(engine, network, method, {
    ...plan,
    height,
    width,
    classes: classes.length,
    teacher: taught,
    stateShapes: state.shapes,
    parts,
  });
  const dynamics =
    plan.dynamics && (await createDynamicsProbe(engine, network, inputs.train, { normalization, random }));
  const probe = await createAccuracyProbe(engine, network, inputs.test, normalization);
  try {
    if (earlier) await restore(step, state, earlier.values);
    for (let epoch = log.length; epoch < plan.epochs; epoch++) {
      const means = yield* runEpoch({ plan, method, augmentation, state, batches, step, random }, epoch);
      const values = await step.readState();
      const tested = (epoch + 1) % plan.testEvery === 0 || epoch + 1 === plan.epochs;
      const record: EpochRecord = {
        epoch: epoch + 1,
        learningRate: learningRate(plan, { epoch, epochs: plan.epochs, step: 0, steps: batches.steps }),
        ...means,
        ...(tested && { testAccuracy: await probe.measure(values.slice(0, network.weights.length)) }),
        ...(dynamics && { dynamics: await dynamics.measure(values.slice(0, network.weights.length)) }),
      };
      log.push(record);
      await folder.write({ finished: false, log, values: [...values, ...state.values] });
      yield { kind: "epoch", record };
    }
    setWeights(network, await step.readState());
    const card = await saveCheckpoint(folder.checkpoint, network, cardOf(inputs, normalization, log));
    await folder.write({ finished: true, log, values: [] });
    yield { kind: "done", checkpoint: folder.checkpoint, card, log };
  } finally {
    await probe.dispose();
    await dynamics?.dispose();
    await step.dispose();
    parts.dispose();
    network.dispose();
  }
}

/** Puts back what `state.bin` holds: what the step keeps, then the method's own values. */
async function restore(step: TrainingStep, state: MethodState, values: readonly Float32Array[]): Promise<void> {
  const own = values.length - state.values.length;
  await step.writeState(values.slice(0, own));
  for (const [i, target] of state.values.entries()) target.set(values[own + i]);
}

function setWeights({ weights }: BoundNetwork, values: readonly Float32Array[]): void {
  tf.tidy(() => {
    for (const [i, { spec, variable }] of weights.entries())
      variable.assign(tf.tensor(values[i], tensorflowShape(spec)));
  });
}

function cardOf(
  { plan, train: dataset }: TrainingInputs,
  normalization: Normalization,
  log: readonly EpochRecord[],
): CardContent {
  const { height, width, classes, superclasses } = dataset;
  const { loss, accuracy, testAccuracy } = log[log.length - 1];
  if (testAccuracy === undefined) throw new Error("the last epoch was not measured on the test split");
  return {
    tool: plan.tool,
    architecture: plan.architecture,
    input: { height, width },
    classes,
    ...(superclasses && { superclasses: { names: superclasses.names, of: Array.from(superclasses.of) } }),
    normalization,
    data: { name: plan.data.name, sha256: plan.data.train },
    training: {
      method: plan.method,
      options: plan.options,
      augmentation: plan.augmentation,
      ...(plan.teacher && { teacher: plan.teacher }),
      seed: plan.seed,
      epochs: plan.epochs,
      batch: plan.batch,
      learningRate: plan.learningRate,
      schedule: plan.schedule,
      warmup: plan.warmup,
      optimizer: plan.optimizer,
      momentum: plan.momentum,
      nesterov: plan.nesterov,
      weightDecay: plan.weightDecay,
      decayVectors: plan.decayVectors,
      ...(plan.clipNorm !== undefined && { clipNorm: plan.clipNorm }),
      dropPath: plan.dropPath,
      ...(plan.initial && { initial: plan.initial }),
      labelNoise: plan.labelNoise,
      engine: plan.engine,
    },
    metrics: { trainLoss: loss, trainAccuracy: accuracy, testAccuracy },
  };
}
