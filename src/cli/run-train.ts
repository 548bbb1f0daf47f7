import { findArchitecture } from "../model/architectures/index.ts";
import { networkBranches } from "../train/method.ts";
import { findMethod } from "../train/methods/index.ts";
import type { EpochRecord, TrainingPlan } from "../train/plan.ts";
import { type TrainingEvent, train } from "../train/train.ts";
import type { TrainOptions } from "./commands/train.ts";
import type { Io } from "./io.ts";
import { openEngine } from "./open-engine.ts";
import { formatDuration, type Progress, startProgress } from "./progress.ts";
import { openTrainingData } from "./training-data.ts";
import { version } from "./version.ts";

/** Options that belong to single methods; which of them a method has, it says itself. */
export const METHOD_OPTIONS = [
  "p",
  "grid",
  "gamma",
  "alpha",
  "temperature",
  "smoothing",
  "cutoutSize",
  "mixAlpha",
  "cutmixP",
] as const satisfies readonly (keyof TrainOptions)[];

/** What the `train` command does. */
export async function runTrain(options: TrainOptions, io: Io): Promise<void> {
  const architecture = findArchitecture(options.arch);
  const createMethod = await findMethod(options.method).load();
  const method = createMethod(methodOptions(options));
  const data = await openTrainingData(options, io);
  const engine = await openEngine(options, io);
  const plan: TrainingPlan = {
    tool: `ipswap-eval ${version()}`,
    engine: engine.name,
    method: options.method,
    options: method.options,
    architecture: architecture.id,
    data: { name: data.train.name, train: data.train.sha256, test: data.test.sha256 },
    labelNoise: data.labelNoise,
    epochs: options.epochs,
    batch: options.batch,
    learningRate: options.lr,
    momentum: MOMENTUM,
    weightDecay: options.weightDecay,
    seed: options.seed,
    testEvery: options.testEvery,
  };
  try {
    const run = train({ plan, method, ...data, engine, out: options.out, restart: options.restart });
    await show(run, plan, networkBranches(method), options.json, io);
  } finally {
    await engine.dispose();
  }
}

/** Of the paper's recipe. */
const MOMENTUM = 0.9;

function methodOptions(options: TrainOptions): Record<string, unknown> {
  const given = METHOD_OPTIONS.filter((name) => options[name] !== undefined);
  return Object.fromEntries(given.map((name) => [name, numberIfNumeric(options[name] ?? "")]));
}

/** Options come as text; what a method wants as a number, its schema checks. */
function numberIfNumeric(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

async function show(run: AsyncIterable<TrainingEvent>, plan: TrainingPlan, branches: number, json: boolean, io: Io) {
  const images = plan.batch * branches;
  const start = performance.now();
  // The rate leaves out what comes before the first step's end: reading data and compiling.
  let firstStep: number | undefined;
  let seen = 0;
  const rate = () => {
    const seconds = (performance.now() - (firstStep ?? start)) / 1000;
    return seen > 0 ? `${Math.round(seen / seconds)} images/s` : "";
  };
  let progress: Progress | undefined;
  try {
    for await (const event of run) {
      switch (event.kind) {
        case "start":
          if (event.epochsDone > 0) io.stderr.write(`Going on after epoch ${event.epochsDone} of ${plan.epochs}.\n`);
          progress = startProgress(io, plan.method, (plan.epochs - event.epochsDone) * event.steps * images);
          break;
        case "step":
          if (firstStep === undefined) firstStep = performance.now();
          else seen += images;
          progress?.advance(
            images,
            `epoch ${event.epoch}/${plan.epochs}  loss ${event.loss.toFixed(3)}  accuracy ${percent(event.accuracy)}  ${rate()}`,
          );
          break;
        case "epoch":
          progress?.line(`${epochLine(event.record, plan.epochs)}  ${rate()}`);
          break;
        case "done": {
          progress?.stop();
          const { checkpoint, card, log } = event;
          if (json) io.stdout.write(`${JSON.stringify({ checkpoint, card, log }, undefined, 2)}\n`);
          else io.stdout.write(`Test accuracy ${percent(card.metrics.testAccuracy)}. Checkpoint: ${checkpoint}\n`);
          if (firstStep !== undefined)
            io.stderr.write(`Trained in ${formatDuration((performance.now() - start) / 1000)}.\n`);
        }
      }
    }
  } finally {
    progress?.stop();
  }
}

function epochLine({ epoch, learningRate, loss, accuracy, testAccuracy }: EpochRecord, epochs: number): string {
  const test = testAccuracy === undefined ? "" : `  test ${percent(testAccuracy)}`;
  const rate = Number(learningRate.toPrecision(3));
  return `epoch ${epoch}/${epochs}  lr ${rate}  loss ${loss.toFixed(3)}  accuracy ${percent(accuracy)}${test}`;
}

const percent = (fraction: number): string => `${(100 * fraction).toFixed(1)} %`;
