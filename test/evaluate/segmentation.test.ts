import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256 } from "../../src/core/files.ts";
import { createRandom } from "../../src/core/random.ts";
import { evaluateTask } from "../../src/evaluate/evaluate.ts";
import type { Evaluation } from "../../src/evaluate/evaluation.ts";
import { segmentation } from "../../src/evaluate/segmentation/segmentation.ts";
import type { Network } from "../../src/model/network.ts";
import { TINY_PLAN, tinyDataset, tinyEvaluation } from "./tiny-evaluation.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "segmentation-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const PIXELS = 64;

/** Random classes, a quarter of the pixels void, for the tiny images. */
function scenes() {
  const images = tinyDataset(5);
  const random = createRandom("tiny maps");
  const maps = Uint8Array.from({ length: images.count * PIXELS }, () => random.integer(4));
  return {
    ...images,
    labels: Int32Array.from({ length: images.count }, (_, i) => i),
    maps: {
      read: async (indices: ArrayLike<number>) =>
        Uint8Array.from(Array.from(indices).flatMap((i) => [...maps.subarray(i * PIXELS, (i + 1) * PIXELS)])),
    },
  };
}

/** Scores of three classes in each pixel: its normalised channels times a number. */
function network(name: string, scale: number): Network {
  return {
    name,
    sha256: sha256(`${scale}`),
    architecture: "pixels",
    classes: ["ant", "bee", "cat"],
    classesStated: true,
    height: 8,
    width: 8,
    normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.25, 0.3] },
    output: "logits",
    dense: { pixels: PIXELS, others: 0 },
    forward: (normalized) => tf.reshape(tf.mul(normalized, scale), [-1, PIXELS * 3]) as tf.Tensor2D,
    dispose: () => {},
  };
}

async function evaluationIn(out: string): Promise<Evaluation> {
  const plan = { ...TINY_PLAN, presets: ["standard" as const], epsilons: [0.05], attackLimit: 3 };
  const networks = [network("first", 1), network("second", -1)];
  return { ...(await tinyEvaluation(out, { plan })), plan, dataset: scenes(), networks, batch: 2 };
}

async function run(out: string, stopAfter = Number.POSITIVE_INFINITY) {
  const evaluation = await evaluationIn(out);
  const events = evaluateTask(evaluation, segmentation(evaluation.dataset));
  for (let event = 0; event < stopAfter; event++) {
    const next = await events.next();
    if (next.done) return next.value;
  }
  await events.return(undefined as never);
  return undefined;
}

async function files(root: string) {
  const names = (await readdir(root, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Promise.all(paths.map(async (path) => [path.slice(root.length), sha256(await readFile(path))]));
}

test("cut off at any event and resumed, the bytes are those of a run in one go; a finished run is read", async () => {
  const whole = join(folder, "whole");
  const result = await run(whole);
  expect(result?.checkpoints.map(({ measurements }) => measurements.length)).toEqual([1 + 3 + 5, 1 + 3 + 5]);
  expect((await files(whole)).map(([name]) => name)).toEqual([
    "/examples/first.npz",
    "/examples/second.npz",
    "/result.json",
  ]);
  for (const event of [2, 4, 9, 17]) {
    const part = join(folder, `part-${event}`);
    expect(await run(part, event)).toBeUndefined();
    await run(part);
    expect(await files(part)).toEqual(await files(whole));
  }
  expect(await run(whole)).toEqual(result);
});
