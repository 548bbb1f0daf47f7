import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { networkBranches } from "../../../src/train/method.ts";
import { swap } from "../../../src/train/methods/swap.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";

test("learns from the first image of a pair alone", async () => {
  const configured = await swap.configure({});
  expect(configured.sampler).toBe("pair");
  expect(networkBranches(configured)).toBe(1);
  // softmax(2 log 3, 0) = (9/10, 1/10): CE = log(10/9).
  const loss = configured.loss({
    ...NOTHING_ELSE,
    logits: [tf.tensor2d([[2 * Math.log(3), 0]])],
    targets: tf.tensor2d([[1, 0]]),
  });
  expect(loss.dataSync()[0]).toBeCloseTo(Math.log(10 / 9), 6);
});
