import Table from "cli-table3";
import { createRandom } from "../src/core/random.ts";
import { createEngine, type Engine } from "../src/engine/index.ts";
import { findArchitecture } from "../src/model/architectures/index.ts";
import { bindParts } from "../src/train/bound-parts.ts";
import { featureTaps } from "../src/train/features.ts";
import { initialize } from "../src/train/initialize.ts";
import { type ConfiguredMethod, networkBranches } from "../src/train/method.ts";
import { findMethod } from "../src/train/methods/index.ts";
import { compileStep } from "../src/train/step.ts";
import { createTeacher } from "../src/train/teacher.ts";
import { listZoo } from "../src/train/zoo.ts";

const NETWORK = "resnet20";
const [SIDE, CLASSES, BATCH, EXAMPLES] = [32, 100, 64, 50_000];
const ROUNDS = 7;
/** What a forward pass costs of a forward and backward. */
const FORWARD = 1 / 3;

/**
 * What a step of each method costs, in steps with hard labels, beside what its passes through networks come to. Steps are
 * made in turn, one of each kind, so that whatever else the machine does falls on both. The teacher is the same network.
 */
export async function benchMethods(threads = 2): Promise<void> {
  const engine = await createEngine("onnx", threads);
  const { methods } = await listZoo();
  const plain = await open(engine, "hard-label");
  const head = ["method", "steps with hard labels", "by its passes", "keeps"];
  const table = new Table({ head, style: { head: [], border: [] }, colAligns: ["left", "right", "right", "left"] });
  for (const { id, cost, keeps } of methods) {
    const method = await open(engine, id);
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const reference = await plain.time();
      ratios.push((await method.time()) / reference);
    }
    await method.dispose();
    table.push([id, median(ratios).toFixed(2), expected(cost).toFixed(2), keeps]);
  }
  await plain.dispose();
  await engine.dispose();
  console.log(
    `a step of ${NETWORK} on ${BATCH} examples of ${EXAMPLES}, ${threads} threads, median of ${ROUNDS} pairs`,
  );
  console.log(table.toString());
}

/** `1 + teacher` is a third more than a step, as the teacher is the same network. */
const expected = (cost: string): number =>
  cost.split(" + ").reduce((sum, term) => sum + (Number.isNaN(Number(term)) ? FORWARD : Number(term)), 0);

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const build = (seed: string): ReturnType<typeof initialize> =>
  initialize(findArchitecture(NETWORK).network(CLASSES), createRandom(seed));

/** A method whose step is compiled; `time` makes one step, what the method keeps included, and says the milliseconds. */
async function open(engine: Engine, id: string) {
  const method: ConfiguredMethod = await findMethod(id).configure({});
  const [network, other] = [build("student"), build("teacher")];
  const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
  const size = { height: SIDE, width: SIDE };
  const teacher = method.learnsFromTeacher
    ? createTeacher({ name: "teacher", ...size, forward: other.forward, normalization }, normalization, method.features)
    : undefined;
  const labels = Int32Array.from({ length: EXAMPLES }, (_, i) => i % CLASSES);
  const state = method.createState({ examples: EXAMPLES, labels, classes: CLASSES, batch: BATCH });
  const features = featureTaps({ name: "student", ...size, forward: network.forward }, method.features);
  const parts = bindParts(
    await method.createParts({
      examples: EXAMPLES,
      classes: CLASSES,
      features: features.map(({ shape }) => shape),
      teacherFeatures: teacher?.featureShapes ?? [],
    }),
    createRandom("parts"),
  );
  const step = await compileStep(engine, network, method, {
    batch: BATCH,
    ...size,
    classes: CLASSES,
    momentum: 0.9,
    weightDecay: 5e-4,
    teacher,
    parts,
    stateShapes: state.shapes,
  });
  const branches = networkBranches(method);
  const random = createRandom("images");
  const pixels = BATCH * SIDE * SIDE * 3;
  const images = Float32Array.from({ length: branches * pixels }, () => random.normal());
  const indices = Int32Array.from({ length: BATCH }, (_, i) => 7 * i);
  const batch = {
    branches: Array.from({ length: branches }, (_, i) => images.subarray(i * pixels, (i + 1) * pixels)),
    indices,
    labels: indices.map((index) => labels[index]),
    count: BATCH,
    ...size,
    classes: CLASSES,
  };
  const targets = method.targets(batch, random);
  let count = 0;
  const time = async (): Promise<number> => {
    const start = performance.now();
    const given = state.inputs(batch, { epoch: 1, epochs: 240 }, random.fork("step", count++));
    const { logits } = await step.run({ images, targets, state: given, learningRate: 1e-4 });
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
