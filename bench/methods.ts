import Table from "cli-table3";
import type { Dataset } from "../src/core/dataset.ts";
import { createRandom } from "../src/core/random.ts";
import { openDataset } from "../src/data/open-dataset.ts";
import { createEngine, type Engine } from "../src/engine/index.ts";
import { findArchitecture } from "../src/model/architectures/index.ts";
import { findAugmentation } from "../src/train/augmentations/index.ts";
import { createBatches } from "../src/train/batches.ts";
import { bindParts } from "../src/train/bound-parts.ts";
import { featureTaps } from "../src/train/features.ts";
import { initialize } from "../src/train/initialize.ts";
import { networkBranches } from "../src/train/method.ts";
import { findMethod } from "../src/train/methods/index.ts";
import { prepareBatch } from "../src/train/prepare-batch.ts";
import { compileStep } from "../src/train/step.ts";
import { createTeacher } from "../src/train/teacher.ts";
import { listZoo } from "../src/train/zoo.ts";

const NETWORK = "resnet8";
const BATCH = 64;
const ROUNDS = 15;
/** What a forward pass costs of a forward and backward. */
const FORWARD = 1 / 3;
const NORMALIZATION = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;

/**
 * What a step of each method costs on batches of the embedded set, in steps with hard labels, beside what its passes
 * through networks come to: making the batch, the step and what the method keeps. Steps are made in turn, one of each
 * kind, so that whatever else the machine does falls on both; quartiles show how much it did. The teacher is the same
 * network.
 */
export async function benchMethods(threads = 2): Promise<void> {
  const engine = await createEngine("onnx", threads);
  const dataset = await openDataset("emoji", { split: "train" });
  const { methods } = await listZoo();
  const plain = await open(engine, dataset, "hard-label");
  const head = ["method", "steps with hard labels", "quartiles", "by its passes", "keeps"];
  const table = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: ["left", "right", "right", "right", "left"],
  });
  for (const { id, cost, keeps } of methods) {
    const method = await open(engine, dataset, id);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const reference = await plain.time();
      ratios.push((await method.time()) / reference);
    }
    await method.dispose();
    const [low, middle, high] = quartiles(ratios).map((ratio) => ratio.toFixed(2));
    table.push([id, middle, `${low} to ${high}`, expected(cost).toFixed(2), keeps]);
  }
  await plain.dispose();
  await engine.dispose();
  console.log(
    `a step of ${NETWORK} on ${BATCH} examples of ${dataset.count}, ${threads} threads, median of ${ROUNDS} pairs`,
  );
  console.log(table.toString());
}

/** `1 + teacher` is a third more than a step, as the teacher is the same network. */
const expected = (cost: string): number =>
  cost.split(" + ").reduce((sum, term) => sum + (Number.isNaN(Number(term)) ? FORWARD : Number(term)), 0);

function quartiles(values: readonly number[]): readonly number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.floor(share * sorted.length)]);
}

/** A method whose step is compiled; `time` makes one step as a run does, and says the milliseconds. */
async function open(engine: Engine, dataset: Dataset, id: string) {
  const { height, width, count: examples } = dataset;
  const classes = dataset.classes.length;
  const method = await findMethod(id).configure({});
  const augmentation = findAugmentation("none").configure({});
  const build = (seed: string) => initialize(findArchitecture(NETWORK).network(classes), createRandom(seed));
  const [network, other] = [build("student"), build("teacher")];
  const described = { height, width, normalization: NORMALIZATION };
  const teacher = method.learnsFromTeacher
    ? createTeacher({ name: "teacher", ...described, forward: other.forward }, NORMALIZATION, method.features)
    : undefined;
  const state = method.createState({ examples, labels: dataset.labels, classes, batch: BATCH });
  const taps = featureTaps({ name: "student", ...described, forward: network.forward }, method.features);
  const parts = bindParts(
    await method.createParts({
      examples,
      classes,
      features: taps.map(({ shape }) => shape),
      teacherFeatures: teacher?.featureShapes ?? [],
    }),
    createRandom("parts"),
  );
  const step = await compileStep(engine, network, method, {
    batch: BATCH,
    height,
    width,
    classes,
    momentum: 0.9,
    weightDecay: 5e-4,
    teacher,
    parts,
    stateShapes: state.shapes,
  });
  const random = createRandom("bench");
  const batches = createBatches(dataset, {
    batch: BATCH,
    sampler: method.sampler,
    normalization: NORMALIZATION,
    random,
  });
  const progress = { epoch: 1, epochs: 240 };
  let count = 0;
  const time = async (): Promise<number> => {
    const start = performance.now();
    const index = count++ % batches.steps;
    const batch = await batches.read(progress.epoch, index);
    const targets = prepareBatch(batch, method, augmentation, random.fork("method", index), progress);
    const { logits } = await step.run({
      images: batch.images.subarray(0, (batch.images.length / batch.branches.length) * networkBranches(method)),
      targets,
      state: state.inputs(batch, progress, random.fork("step", index)),
      learningRate: 1e-4,
    });
    state.update(batch, logits.subarray(0, targets.length));
    return performance.now() - start;
  };
  await time();
  return {
    time,
    async dispose() {
      await step.dispose();
      parts.dispose();
      network.dispose();
      other.dispose();
    },
  };
}
