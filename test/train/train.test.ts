import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { loadCheckpoint } from "../../src/model/load-checkpoint.ts";
import type { MethodId } from "../../src/train/methods/index.ts";
import type { TrainingPlan } from "../../src/train/plan.ts";
import { train } from "../../src/train/train.ts";
import { collect, runInputs } from "./run-inputs.ts";

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

async function inputs(id: MethodId, change: Partial<TrainingPlan> = {}, augment = "none", options = {}) {
  return runInputs({ id, engine, out, change, augment, options });
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
    ["hard-label", "none", {}, {}],
    ["ipswap", "cutmix", {}, {}],
    ["dlb", "cutout", {}, {}],
    ["byot", "none", {}, {}],
    ["crd", "none", {}, {}],
    ["fer", "none", { optimizer: "adamw", schedule: "cosine", warmup: 1, clipNorm: 1, dropPath: 0.3 }, {}],
    ["ols", "none", {}, {}],
    ["zipf", "none", {}, { auxiliary: "yes" }],
  ] as const)("%s with %s, %j and %j: interrupted in an epoch, it ends in the same bytes", async (...run) => {
    const [id, augment, change, options] = run;
    await collect(train(await inputs(id, change, augment, options)));
    const whole = await bytes(out, ...RESULT);
    out = join(root, `interrupted-${id}`);
    await collect(
      train(await inputs(id, change, augment, options)),
      (event) => event.kind === "step" && event.epoch === 2 && event.step === 2,
    );
    const rest = await collect(train(await inputs(id, change, augment, options)));
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
