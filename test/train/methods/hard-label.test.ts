import "../../../src/engine/reference-backend.ts";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { hardLabel } from "../../../src/train/methods/hard-label.ts";
import { expectLoss, golden, oneHot } from "../golden.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

test("targets are 1 at the label and 0 elsewhere", async () => {
  const { targets } = await hardLabel.configure({});
  expect(rowsOf(targets(sampleBatch(1, [2, 0]), createRandom(0)), 3)).toEqual([
    [0, 0, 1],
    [1, 0, 0],
  ]);
});

test("the loss is plain cross-entropy, as the golden file of CS-KD has it beside the method's own loss", async () => {
  const { inputs, outputs } = golden("cskd");
  const { loss } = await hardLabel.configure({});
  expectLoss(loss, [inputs.logits], oneHot(inputs.labels, 10), { loss: outputs.cross_entropy, gradients: [] });
});
