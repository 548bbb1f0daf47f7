import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/error.ts";
import { createRandom } from "../../../src/core/random.ts";
import { ipswap } from "../../../src/train/methods/ipswap.ts";
import { type Schedule, scheduled } from "../../../src/train/schedule.ts";
import { expectLoss, golden, oneHot } from "../golden.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

const FIRST_EPOCH = { epoch: 0, epochs: 240 };

test("loss by hand: gamma log(20/9) + alpha log 3", async () => {
  // softmax(2 log 3, 0) = (9/10, 1/10), softmax(0, 0) = (1/2, 1/2): CE(z1) + CE(z2) = log(10/9) + log 2 = log(20/9).
  // The distillation at T = 2 is log 3 (derived in losses.test.ts).
  const logits = [tf.tensor2d([[2 * Math.log(3), 0]]), tf.tensor2d([[0, 0]])];
  const loss = async (gamma: number, alpha: number) =>
    (await ipswap.configure({ gamma, alpha, temperature: 2 }))
      .loss({ ...NOTHING_ELSE, logits, targets: tf.tensor2d([[1, 0]]) })
      .dataSync()[0];
  expect(await loss(1, 1)).toBeCloseTo(Math.log(20 / 3), 5);
  expect(await loss(0.5, 2)).toBeCloseTo(0.5 * Math.log(20 / 9) + 2 * Math.log(3), 5);
});

test("loss and gradients are the golden file's", async () => {
  const { inputs, options, outputs } = golden("ipswap-losses");
  const { loss } = await ipswap.configure(options);
  const { total, grad_logits_1, grad_logits_2 } = outputs.symmetric_sum;
  const targets = oneHot(inputs.labels, inputs.logits_1.shape[1]);
  expectLoss(loss, [inputs.logits_1, inputs.logits_2], targets, {
    loss: total,
    gradients: [grad_logits_1, grad_logits_2],
  });
});

test("p = 0 leaves the images as they are, p = 1 swaps every pair", async () => {
  const untouched = sampleBatch(2);
  (await ipswap.configure({ p: 0 })).changeImages(untouched, createRandom(2), FIRST_EPOCH);
  expect(untouched).toEqual(sampleBatch(2));
  const swapped = sampleBatch(2);
  (await ipswap.configure({ p: 1 })).changeImages(swapped, createRandom(2), FIRST_EPOCH);
  rowsOf(swapped.branches[0], 192).forEach((image, pair) => {
    expect(image).toContain(11 + pair);
  });
});

describe("swap probability", () => {
  const configured = async (p?: unknown) => (await ipswap.configure(p === undefined ? {} : { p })).options;
  const at = async (p: unknown, epochs: number) => {
    const schedule = (await configured(p))["p"] as unknown as Schedule;
    return Array.from({ length: epochs }, (_, epoch) => scheduled(schedule, { epoch, epochs }));
  };

  test("incremental grows at epochs 30, 80 and 120 of 240", async () => {
    const values = await at("incremental", 240);
    expect([0, 29, 30, 79, 80, 119, 120, 239].map((epoch) => values[epoch])).toEqual([
      0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.5, 0.5,
    ]);
    // Scaled to 12 epochs: 1.5, 4 and 6, each reached by the first epoch at or after it.
    expect(await at("incremental", 12)).toEqual([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("a number is fixed, steps are as written, the default is the paper's 0.5", async () => {
    expect(await at(0.25, 3)).toEqual([0.25, 0.25, 0.25]);
    expect(await at("0:0,120:1", 4)).toEqual([0, 0, 1, 1]);
    expect((await configured())["p"]).toEqual([[0, 0.5]]);
  });

  test.each([1.5, -0.1, "often", "10:0.1", "0:0.1,0:0.2", "0:", "", null])("%j is refused", async (p) => {
    await expect(configured(p)).rejects.toThrow(InputError);
    await expect(configured(p)).rejects.toThrow(/^`p`:/);
  });
});
