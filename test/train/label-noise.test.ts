import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dataset } from "../../src/core/dataset.ts";
import { createRandom } from "../../src/core/random.ts";
import { withLabelNoise } from "../../src/data/label-noise.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { createBatches } from "../../src/train/batches.ts";
import { findMethod, METHODS } from "../../src/train/methods/index.ts";
import { train } from "../../src/train/train.ts";
import { collect, colours, runInputs } from "./run-inputs.ts";

let engine: Engine;
let root: string;
beforeAll(async () => {
  engine = await createEngine("onnx", 1);
  root = await mkdtemp(join(tmpdir(), "noise-"));
});
afterAll(async () => {
  await engine.dispose();
  await rm(root, { recursive: true });
});

const COUNT = 12;
const clean: Dataset = {
  ...colours("train", COUNT),
  superclasses: { names: ["warm", "cold"], of: Int32Array.of(0, 1, 1) },
};

/** Half of the labels wrong. Whoever asks for the true ones fails. */
async function noisy(kind: "symmetric" | "asymmetric"): Promise<Dataset> {
  const dataset = { ...(await withLabelNoise(clean, { kind, rate: 0.5, seed: 4 })) };
  Object.defineProperty(dataset, "trueLabels", {
    get() {
      throw new Error("training asked for the true labels");
    },
  });
  return dataset;
}

let runs = 0;
/** The loss of a run of one step on all images. */
async function firstLoss(id: (typeof METHODS)[number]["id"], dataset: Dataset, labelNoise: string): Promise<number> {
  const inputs = await runInputs({
    id,
    engine,
    out: join(root, `run-${runs++}`),
    change: { epochs: 1, batch: COUNT, labelNoise },
  });
  const events = await collect(train({ ...inputs, train: dataset }));
  const [step] = events.filter((event) => event.kind === "step");
  const done = events.find((event) => event.kind === "done");
  expect(done?.card.training.labelNoise).toBe(labelNoise);
  return step.loss;
}

describe.each(METHODS.map(({ id }) => id))("%s", (id) => {
  test("learns from the noisy labels, whatever the noise, and never sees the true ones", async () => {
    const losses = [
      await firstLoss(id, clean, "none"),
      await firstLoss(id, await noisy("symmetric"), "symmetric 0.5"),
      await firstLoss(id, await noisy("asymmetric"), "asymmetric 0.5"),
    ];
    for (const loss of losses) expect(loss).toBeGreaterThan(0);
    // Weights, crops and draws are the same in all three: only labels make a difference.
    expect(new Set(losses).size).toBe(3);
  });
});

test.each(["cs-kd", "swap", "ipswap"])("%s pairs images of the same noisy label", async (id) => {
  const dataset = await noisy("symmetric");
  const read: Int32Array[] = [];
  const { sampler } = await findMethod(id).configure({});
  const batches = createBatches(
    {
      ...clean,
      labels: dataset.labels,
      read: async (indices) => {
        read.push(Int32Array.from(indices));
        return clean.read(indices);
      },
    },
    {
      batch: COUNT,
      sampler,
      normalization: { mean: [0, 0, 0], std: [1, 1, 1] },
      random: createRandom(1),
    },
  );
  for (let epoch = 0; epoch < 20; epoch++) await batches.read(epoch, 0);
  const labelsOf = (indices: Int32Array, of: Dataset) => Array.from(indices, (index) => of.labels[index]);
  const mixed = new Set<boolean>();
  for (let i = 0; i < read.length; i += 2) {
    expect(labelsOf(read[i], dataset)).toEqual(labelsOf(read[i + 1], dataset));
    mixed.add(labelsOf(read[i], clean).join() !== labelsOf(read[i + 1], clean).join());
  }
  expect(mixed).toEqual(new Set([true]));
});
