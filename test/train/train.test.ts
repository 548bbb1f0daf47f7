import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Dataset } from "../../src/core/dataset.ts";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { loadCheckpoint } from "../../src/model/load-checkpoint.ts";
import { findAugmentation } from "../../src/train/augmentations/index.ts";
import { initialize } from "../../src/train/initialize.ts";
import { findMethod, type MethodId } from "../../src/train/methods/index.ts";
import type { TrainingPlan } from "../../src/train/plan.ts";
import { type TrainingEvent, type TrainingInputs, train } from "../../src/train/train.ts";
import { networkOf } from "../model/tiny.ts";

let engine: Engine;
let root: string;
let out: string;
beforeAll(async () => {
  engine = await createEngine("onnx", 1);
  root = await mkdtemp(join(tmpdir(), "train-"));
});
afterAll(async () => {
  await engine.dispose();
  await rm(root, { recursive: true });
});
let runs = 0;
beforeEach(() => {
  runs++;
  out = join(root, `run-${runs}`);
});

/** Images of one colour each, its class the channel that is bright: anything that learns at all learns it. */
function colours(split: Dataset["split"], count = 12): Dataset {
  const labels = Int32Array.from({ length: count }, (_, i) => i % 3);
  return {
    name: "colours",
    split,
    count,
    height: 8,
    width: 8,
    classes: ["red", "green", "blue"],
    labels,
    trueLabels: labels,
    sha256: "1".repeat(64),
    exampleId: (index) => ({ index }),
    read: async (indices) =>
      Uint8Array.from({ length: indices.length * 192 }, (_, k) => {
        const index = indices[Math.floor(k / 192)];
        return k % 3 === labels[index] ? 200 + index : 40 + 3 * index;
      }),
  };
}

async function inputs(id: MethodId, change: Partial<TrainingPlan> = {}, augment = "none"): Promise<TrainingInputs> {
  const method = await findMethod(id).configure(id === "crd" ? { negatives: 5 } : {});
  const augmentation = findAugmentation(augment).configure({});
  const plan: TrainingPlan = {
    tool: "ipswap-eval 0.0.0",
    engine: "onnx",
    method: id,
    options: method.options,
    augmentation: { id: augment, options: augmentation.options },
    architecture: "resnet8",
    data: { name: "colours", train: "1".repeat(64), test: "1".repeat(64) },
    labelNoise: "none",
    epochs: 3,
    batch: 4,
    learningRate: 0.05,
    schedule: "steps",
    warmup: 0,
    optimizer: "sgd",
    nesterov: false,
    decayVectors: true,
    dropPath: 0,
    momentum: 0.9,
    weightDecay: 5e-4,
    seed: 1,
    testEvery: 1,
    ...change,
  };
  const normalization = async () => ({ mean: [0.4, 0.4, 0.4], std: [0.3, 0.3, 0.3] }) as const;
  const teacher = method.learnsFromTeacher ? teacherOf() : undefined;
  const data = { train: colours("train"), test: colours("test"), normalization };
  return { plan, method, augmentation, teacher, ...data, engine, out };
}

/** An untrained network: what it teaches does not matter here. */
const teacherOf = () => networkOf(initialize(findArchitecture("resnet8").network(3), createRandom("teacher")), 8, 3);

async function collect(run: AsyncGenerator<TrainingEvent>, until?: (event: TrainingEvent) => boolean) {
  const events: TrainingEvent[] = [];
  for await (const event of run) {
    events.push(event);
    if (until?.(event)) break;
  }
  return events;
}

const bytes = (folder: string, ...names: string[]) => Promise.all(names.map((name) => readFile(join(folder, name))));
const RESULT = ["log.jsonl", "checkpoint/weights.bin", "checkpoint/model.json", "checkpoint/card.json"];

describe("train", () => {
  test("learns colours, logs every epoch and leaves a checkpoint that says what it is", async () => {
    const events = await collect(train(await inputs("hard-label", { epochs: 8, testEvery: 3 })));
    const log = (await readFile(join(out, "log.jsonl"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(log.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(log.filter(({ testAccuracy }) => testAccuracy !== undefined).map(({ epoch }) => epoch)).toEqual([3, 6, 8]);
    expect(log[7].loss).toBeLessThan(log[0].loss);
    expect(log[7].testAccuracy).toBe(1);
    expect(events.filter(({ kind }) => kind === "step")).toHaveLength(24);
    const checkpoint = await loadCheckpoint(out);
    expect(checkpoint.card).toMatchObject({
      architecture: "resnet8",
      classes: ["red", "green", "blue"],
      normalization: { mean: [0.4, 0.4, 0.4], std: [0.3, 0.3, 0.3] },
      training: { method: "hard-label", seed: 1, epochs: 8, batch: 4, learningRate: 0.05, weightDecay: 5e-4 },
      metrics: { testAccuracy: 1, trainLoss: log[7].loss },
    });
    checkpoint.dispose();
  });

  test.each([
    ["hard-label", "none", {}],
    ["ipswap", "cutmix", {}],
    ["dlb", "cutout", {}],
    ["byot", "none", {}],
    ["crd", "none", {}],
    ["fer", "none", { optimizer: "adamw", schedule: "cosine", warmup: 1, clipNorm: 1, dropPath: 0.3 }],
  ] as const)("%s with %s and %j: interrupted in an epoch, it ends in the same bytes", async (id, augment, change) => {
    await collect(train(await inputs(id, change, augment)));
    const whole = await bytes(out, ...RESULT);
    out = join(root, `interrupted-${id}`);
    await collect(
      train(await inputs(id, change, augment)),
      (event) => event.kind === "step" && event.epoch === 2 && event.step === 2,
    );
    const rest = await collect(train(await inputs(id, change, augment)));
    expect(rest[0]).toMatchObject({ kind: "start", epochsDone: 1 });
    expect(rest.filter(({ kind }) => kind === "epoch")).toHaveLength(2);
    expect(await bytes(out, ...RESULT)).toEqual(whole);
  });

  test("another seed gives other weights", async () => {
    await collect(train(await inputs("hard-label", { epochs: 1 })));
    const [first] = await bytes(out, "checkpoint/weights.bin");
    out = join(root, "other-seed");
    await collect(train(await inputs("hard-label", { epochs: 1, seed: 2 })));
    expect((await bytes(out, "checkpoint/weights.bin"))[0]).not.toEqual(first);
  });

  test("a finished run is not trained again; other options are refused until `restart`", async () => {
    await collect(train(await inputs("hard-label", { epochs: 1 })));
    const before = await bytes(out, ...RESULT);
    const normalization = vi.fn();
    const again = await collect(train({ ...(await inputs("hard-label", { epochs: 1 })), normalization }));
    expect(again.map(({ kind }) => kind)).toEqual(["done"]);
    expect(normalization).not.toHaveBeenCalled();
    expect(await bytes(out, ...RESULT)).toEqual(before);

    const other = await inputs("hard-label", { epochs: 2 });
    await expect(collect(train(other))).rejects.toThrow(InputError);
    await expect(collect(train(other))).rejects.toThrow(/a run with epochs 1 \(now 2\)\..*`restart`/);
    const restarted = await collect(train({ ...other, restart: true }));
    expect(restarted[0]).toMatchObject({ epochsDone: 0 });
    expect((await loadCheckpoint(out)).card.training.epochs).toBe(2);
  });

  test("leftovers of a killed write are cleared, a folder with other things is left alone", async () => {
    await collect(train(await inputs("hard-label", { epochs: 1 })));
    await writeFile(join(out, "state.bin.123-abcd1234.tmp"), "half");
    await collect(train(await inputs("hard-label", { epochs: 1 })));
    expect((await readdir(out)).sort()).toEqual(["checkpoint", "log.jsonl", "state.bin"]);
    out = root;
    await expect(collect(train(await inputs("hard-label")))).rejects.toThrow(/a new or empty folder/);
  });

  test("a second run in the folder of a living one is refused", async () => {
    await mkdir(out, { recursive: true });
    await writeFile(join(out, ".lock"), `${process.ppid}`);
    await expect(collect(train(await inputs("hard-label")))).rejects.toThrow(/no other run writing here/);
  });

  test.each([
    ["cut short", (state: Buffer) => state.subarray(0, state.length - 8), /damaged/],
    ["not a state", () => Buffer.from("hello"), /something else/],
  ] as const)("a state that is %s is refused", async (_, damage, reason) => {
    await collect(train(await inputs("hard-label")), (event) => event.kind === "epoch");
    const path = join(out, "state.bin");
    await writeFile(path, damage(await readFile(path)));
    await expect(collect(train(await inputs("hard-label")))).rejects.toThrow(reason);
  });

  test("a loss that is no longer finite stops the run with advice", async () => {
    await expect(collect(train(await inputs("hard-label", { learningRate: 1e20 })))).rejects.toThrow(
      /lower `learningRate`/,
    );
  });
});
