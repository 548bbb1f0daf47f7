import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { argmax } from "../../src/core/argmax.ts";
import { toUnit } from "../../src/core/image.ts";
import { packageFile } from "../../src/core/package-file.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { type Checkpoint, loadCheckpoint } from "../../src/model/load-checkpoint.ts";

const IDS = ["hard-label", "ipswap"];
const folder = (id: string) => packageFile(`assets/checkpoints/${id}`);

let engine: Engine;
let checkpoints: Checkpoint[];
beforeAll(async () => {
  engine = await createEngine("onnx");
  checkpoints = await Promise.all(IDS.map((id) => loadCheckpoint(folder(id))));
});
afterAll(async () => {
  for (const checkpoint of checkpoints) checkpoint.dispose();
  await engine.dispose();
});

describe("the bundled checkpoints", () => {
  test("differ in nothing but their method", () => {
    expect(checkpoints.map(({ card }) => card.training.method)).toEqual(IDS);
    const [first, second] = checkpoints.map(({ card, architecture }) => {
      const { seed, epochs, batch, learningRate, weightDecay, engine: trainedOn } = card.training;
      return {
        architecture,
        seed,
        epochs,
        batch,
        learningRate,
        weightDecay,
        trainedOn,
        data: card.data,
        classes: card.classes,
      };
    });
    expect(second).toEqual(first);
  });

  test.each(IDS)("%s: at most 3 MB", (id) => {
    const sizes = readdirSync(folder(id)).map((name) => statSync(join(folder(id), name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(3e6);
  });

  test("were trained on the embedded set as it is", async () => {
    const { sha256, classes } = await openDataset("emoji", { split: "train" });
    for (const { card } of checkpoints) {
      expect(card.data).toEqual({ name: "emoji", sha256 });
      expect(card.classes).toEqual(classes);
    }
  });

  test.each(IDS)("%s: scores on the test split what its card says", async (id) => {
    const dataset = await openDataset("emoji", { split: "test" });
    const checkpoint = checkpoints[IDS.indexOf(id)];
    const classifier = await createClassifier(checkpoint, engine, { batch: 104 });
    const pixels = await dataset.read(dataset.labels.map((_, i) => i));
    const logits = await classifier.logits(toUnit(pixels));
    const right = dataset.labels.filter((label, i) => argmax(logits, i, dataset.classes.length) === label).length;
    await classifier.dispose();
    // Other batch sizes and fused constants round differently: an example on the edge may tip over.
    expect(Math.abs(right - checkpoint.card.metrics.testAccuracy * dataset.count)).toBeLessThanOrEqual(2);
  });
});
