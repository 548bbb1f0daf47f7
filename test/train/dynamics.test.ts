import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/index.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { trainingDynamics } from "../../src/report/charts/training-dynamics.ts";
import { confidenceGap, createDynamicsProbe } from "../../src/train/dynamics.ts";
import type { Dynamics } from "../../src/train/dynamics-record.ts";
import { initialize } from "../../src/train/initialize.ts";
import { type EpochRecord, recordSchema } from "../../src/train/plan.ts";
import { train } from "../../src/train/train.ts";
import { colours, runInputs } from "./run-inputs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ipswap-eval-dynamics-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the confidence gap, by hand", () => {
  // Confidences of the first images 1/2 and 3/4, of the second ones 3/4 and 3/4: (1/4 + 0) / 2.
  const logits = Float32Array.from([0, 0, Math.log(3), 0, 0, Math.log(3), Math.log(3), 0]);
  expect(confidenceGap(logits, 2)).toBeCloseTo(0.125, 6);
});

async function look(engineId: "cpu" | "onnx", times: number) {
  const engine = await createEngine(engineId);
  const { network: layers, initialization } = findArchitecture("resnet8");
  const network = initialize(layers(3, { height: 8, width: 8 }), createRandom(1), initialization);
  const normalization = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
  const probe = await createDynamicsProbe(engine, network, colours("train"), {
    normalization,
    random: createRandom(2),
    pairs: 3,
  });
  const weights = network.weights.map(({ variable }) => variable.dataSync() as Float32Array);
  const found: Dynamics[] = [];
  for (let i = 0; i < times; i++) found.push(await probe.measure(weights));
  await probe.dispose();
  network.dispose();
  await engine.dispose();
  return found;
}

test("every convolution has a gradient, the engine's equal to the reference's; looking twice changes nothing", {
  timeout: 300_000,
}, async () => {
  const [[first, again], [reference]] = [await look("onnx", 2), await look("cpu", 1)];
  expect(again).toEqual(first);
  // ResNet-8: the stem, two convolutions in each of three blocks, two that change the width.
  expect(first.convolutions).toHaveLength(9);
  for (const side of ["swapped", "unswapped"] as const) {
    expect(first[side].gradients).toHaveLength(9);
    for (const [i, gradient] of first[side].gradients.entries()) {
      expect(gradient).toBeGreaterThan(0);
      expect(gradient / reference[side].gradients[i]).toBeCloseTo(1, 3);
    }
    expect(first[side].confidenceGap).toBeCloseTo(reference[side].confidenceGap, 5);
    expect(first[side].distillationGradient / reference[side].distillationGradient).toBeCloseTo(1, 3);
  }
  expect(first.swapped.gradients).not.toEqual(first.unswapped.gradients);
});

test("looking does not change the training, and the log is drawn", { timeout: 300_000 }, async () => {
  const engine = await createEngine("onnx");
  const logOf = async (name: string, dynamics: boolean): Promise<readonly EpochRecord[]> => {
    const out = join(folder, name);
    const change = dynamics ? { dynamics: true as const } : {};
    for await (const _ of train(await runInputs({ id: "ipswap", engine, out, change, options: { grid: 2 } })));
    const lines = (await readFile(join(out, "log.jsonl"), "utf8")).trimEnd().split("\n");
    return lines.map((line) => recordSchema.parse(JSON.parse(line)));
  };
  const plain = await logOf("plain", false);
  const looked = await logOf("looked", true);
  await engine.dispose();
  expect(looked.map(({ dynamics: _, ...record }) => record)).toEqual(plain);
  const weights = (name: string) => readFile(join(folder, name, "checkpoint", "weights.bin"));
  expect(await weights("looked")).toEqual(await weights("plain"));

  const charts = trainingDynamics([
    { name: "plain", epochs: plain },
    { name: "looked", epochs: looked },
  ]);
  expect(charts.map(({ id }) => id)).toEqual(["gradients-by-depth", "pairs-over-epochs"]);
  const [byDepth, pairs] = charts;
  // Nine convolutions, two kinds of images; three epochs, two kinds of images; only the run that was looked at.
  expect(byDepth.table.rows).toHaveLength(18);
  const mean = looked.reduce((sum, { dynamics }) => sum + (dynamics?.swapped.gradients[0] ?? Number.NaN), 0) / 3;
  expect(byDepth.table.rows[0]).toEqual([
    "looked",
    expect.any(String),
    "with swapped patches",
    expect.closeTo(mean, 9),
  ]);
  expect(pairs.table.rows).toHaveLength(6);
});
