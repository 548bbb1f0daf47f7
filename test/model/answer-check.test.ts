import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Dataset } from "../../src/core/dataset.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { checkAnswers } from "../../src/model/answer-check.ts";
import type { Network } from "../../src/model/network.ts";

/** Images of 1 x 1, of rising grey. */
const greys = (count: number): Dataset => ({
  name: "greys",
  split: "test",
  count,
  height: 1,
  width: 1,
  classes: ["a", "b"],
  labels: new Int32Array(count),
  trueLabels: new Int32Array(count),
  sha256: "",
  exampleId: (index) => ({ index }),
  read: async (indices) =>
    Uint8Array.from(Array.from(indices).flatMap((index) => new Array<number>(3).fill(255 - 20 * index))),
});

/** Scores (x, 0.5), x the mean pixel, changed by a function of all rows. */
const networkOf = (change: (scores: tf.Tensor2D) => tf.Tensor): Network => ({
  name: "tried",
  sha256: "",
  architecture: "",
  classes: ["a", "b"],
  classesStated: true,
  height: 1,
  width: 1,
  normalization: NORMALIZATIONS.none,
  output: "logits",
  forward: (images) => {
    const mean = tf.mean(images, [1, 2, 3]);
    return change(tf.stack([mean, tf.fill(mean.shape, 0.5)], 1) as tf.Tensor2D) as tf.Tensor2D;
  },
  dispose: () => {},
});

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("cpu");
});
afterAll(() => engine.dispose());
const check = (change: Parameters<typeof networkOf>[0], count = 12) =>
  checkAnswers(networkOf(change), greys(count), engine);

describe("answers that stay the same", () => {
  test.each([
    ["scores", (scores) => scores],
    ["a softmax over the classes", (scores) => tf.softmax(scores, 1)],
    ["layer normalisation", (scores) => tf.sub(scores, tf.mean(scores, 1, true))],
  ] satisfies [string, Parameters<typeof networkOf>[0]][])("%s", async (_, change) => {
    expect(await check(change)).toBeUndefined();
    expect(await check(change, 1)).toBeUndefined();
  });
});

describe("answers that depend on the other images of a batch", () => {
  test.each([
    ["a softmax over the batch", (scores) => tf.transpose(tf.softmax(tf.transpose(scores)))],
    ["batch normalisation over its own statistics", (scores) => tf.sub(scores, tf.mean(scores, 0, true))],
    ["a scale that is the batch's largest value", (scores) => tf.div(scores, tf.max(scores))],
    [
      "a number added by place in the batch",
      (scores) => tf.add(scores, tf.expandDims(tf.range(0, scores.shape[0]), 1)),
    ],
  ] satisfies [string, Parameters<typeof networkOf>[0]][])("%s", async (_, change) => {
    expect(await check(change)).toMatchObject({ found: { kind: "depends-on-batch", examples: 12 } });
  });

  test("one image alone stands beside another in the second look", async () => {
    const found = await check((scores) => tf.transpose(tf.softmax(tf.transpose(scores))), 1);
    expect(found).toMatchObject({ found: { kind: "depends-on-batch", examples: 1 } });
  });

  test("how far apart, worked by hand", async () => {
    // Of two images of 1 and 235/255 the largest score of the batch is 1, alone it is each one's own largest.
    const found = await check((scores) => tf.div(scores, tf.max(scores)), 2);
    expect(found?.found.difference).toBeCloseTo(1 - 235 / 255, 5);
    expect(found?.found.changed).toBe(0);
    expect(found?.sentence).toMatch(/differ by up to 7\.84\d* % of the largest logit, and change 0 answers/);
  });
});

test("answers at random", async () => {
  const found = await check((scores) => tf.add(scores, tf.randomUniform(scores.shape)));
  expect(found).toMatchObject({ found: { kind: "randomised" } });
});
