import { InputError } from "../core/error.ts";
import { findArchitecture } from "../model/architectures/index.ts";
import type { Network } from "../model/network.ts";
import { trainingList } from "../report/terminal/training-list.ts";
import { AUGMENTATIONS, findAugmentation } from "../train/augmentations/index.ts";
import { networkBranches } from "../train/method.ts";
import { findMethod, METHODS } from "../train/methods/index.ts";
import { listOptions, type OptionOwner } from "../train/option-list.ts";
import type { TrainingPlan } from "../train/plan.ts";
import { train } from "../train/train.ts";
import { listZoo } from "../train/zoo.ts";
import type { TrainOptions } from "./commands/train.ts";
import type { Io } from "./io.ts";
import { openEngine } from "./open-engine.ts";
import { openInitial } from "./open-initial.ts";
import { openTeacher } from "./open-teacher.ts";
import { showTraining } from "./show-training.ts";
import { openTrainingData } from "./training-data.ts";
import { version } from "./version.ts";

/** What the `train` command does. */
export async function runTrain(options: TrainOptions, io: Io): Promise<void> {
  if (options.list) {
    const zoo = await listZoo();
    io.stdout.write(options.json ? `${JSON.stringify(zoo, undefined, 2)}\n` : trainingList(zoo));
    return;
  }
  const out = given("--out", options.out, "a folder for the run");
  const architecture = findArchitecture(options.arch);
  const method = await findMethod(given("--method", options.method, "how the network learns")).configure(
    givenOptions(METHODS, options),
  );
  const augmentation = findAugmentation(options.augment).configure(givenOptions(AUGMENTATIONS, options));
  if (options.nesterov && options.optimizer !== "sgd") {
    throw new InputError("--nesterov", { expected: "the optimizer sgd, whose momentum it is", got: options.optimizer });
  }
  const data = await openTrainingData(options, io);
  const engine = await openEngine(options, io);
  const opened: { dispose(): void | Promise<void> }[] = [engine];
  try {
    const teacher = await openTeacher(options, data.test, engine, io);
    if (teacher !== undefined) opened.unshift(teacher);
    const initial = await openInitial(options, data.train);
    if (initial !== undefined) opened.unshift(initial);
    const plan: TrainingPlan = {
      tool: `ipswap-eval ${version()}`,
      engine: engine.name,
      method: method.id,
      options: method.options,
      augmentation: { id: augmentation.id, options: augmentation.options },
      ...(teacher && { teacher: teacherRecord(teacher) }),
      architecture: architecture.id,
      data: { name: data.train.name, train: data.train.sha256, test: data.test.sha256 },
      labelNoise: data.labelNoise,
      epochs: options.epochs,
      batch: options.batch,
      learningRate: options.lr,
      schedule: options.schedule,
      warmup: options.warmup,
      optimizer: options.optimizer,
      momentum: options.momentum,
      nesterov: options.nesterov,
      weightDecay: options.weightDecay,
      decayVectors: options.decay === "all",
      ...(options.clipNorm !== undefined && { clipNorm: options.clipNorm }),
      dropPath: options.dropPath,
      ...(initial && { initial: { name: initial.name, sha256: initial.sha256 } }),
      seed: options.seed,
      testEvery: options.testEvery,
      ...(options.dynamics && { dynamics: true }),
    };
    const { restart } = options;
    const run = train({ plan, method, augmentation, teacher, initial, ...data, engine, out, restart });
    await showTraining(run, plan, plan.batch * networkBranches(method), options.json, io);
  } finally {
    for (const each of opened) await each.dispose();
  }
}

function given(option: string, value: string | undefined, expected: string): string {
  if (value === undefined) throw new InputError(option, { expected, got: "none" });
  return value;
}

/** What a plan and a card say of a teacher: how it is read decides what it says. */
function teacherRecord({ name, sha256, architecture, normalization }: Network): NonNullable<TrainingPlan["teacher"]> {
  return { name, sha256, architecture, normalization };
}

/** Those of the command's options that belong to any of these owners, as far as the user gave them. */
function givenOptions(
  owners: readonly OptionOwner[],
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const given = listOptions(owners).filter(({ name }) => values[name] !== undefined);
  return Object.fromEntries(given.map(({ name }) => [name, values[name]]));
}
