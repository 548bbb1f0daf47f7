import { expect, test } from "vitest";
import { toUnit } from "../../src/core/image.ts";
import { packageFile } from "../../src/core/package-file.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createEngine } from "../../src/engine/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { loadCheckpoint } from "../../src/model/load-checkpoint.ts";
import { predict } from "../../src/model/predict.ts";

test("every image of a set that takes several slices has its own answer and label", { timeout: 60_000 }, async () => {
  const engine = await createEngine("onnx", 1);
  const network = await loadCheckpoint(packageFile("assets/checkpoints/hard-label"));
  const dataset = await openDataset("emoji", { split: "test", limit: 530 });
  const predictions = await predict(network, dataset, engine);
  expect([predictions.count, predictions.classes]).toEqual([530, 26]);
  expect(predictions.labels).toEqual(dataset.labels);
  const model = await createClassifier(network, engine, { batch: 4 });
  const first = await predict(network, dataset, engine, 7);
  expect([first.count, first.labels.length]).toEqual([7, 7]);
  expect(first.logits?.[6 * 26]).toBeCloseTo(predictions.logits?.[6 * 26] ?? 0, 4);
  // Images of the first and the second slice, asked for by themselves.
  const rows = [0, 511, 512, 529];
  const alone = await model.logits(toUnit(await dataset.read(rows)));
  rows.forEach((row, i) => {
    for (let k = 0; k < 26; k++) expect(predictions.logits?.[row * 26 + k]).toBeCloseTo(alone[i * 26 + k], 4);
  });
  await model.dispose();
  network.dispose();
});
