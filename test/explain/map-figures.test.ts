import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { toUnit } from "../../src/core/image.ts";
import { packageFile } from "../../src/core/package-file.ts";
import { predictionsFromLogits, predictionsFromProbabilities } from "../../src/core/predictions.ts";
import { createRandom } from "../../src/core/random.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { identified, recordsInMemory } from "../../src/data/records.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { measureFigures } from "../../src/explain/figures/measure-figures.ts";
import { chooseMosaics, mosaicOf } from "../../src/explain/figures/mosaics.ts";
import { sanityCorrelations } from "../../src/explain/figures/sanity.ts";
import { shuffledWeights } from "../../src/explain/figures/shuffled-weights.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { loadCheckpoint } from "../../src/model/load-checkpoint.ts";
import type { Network } from "../../src/model/network.ts";
import { openNetwork, type WeightChange } from "../../src/model/open-network.ts";

test("a mosaic has its images in the order of its cells", () => {
  // Four images of 1 x 2 pixels and one channel.
  const mosaic = mosaicOf(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 1, 2, 1);
  expect([...mosaic]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  // Of 2 x 1 pixels: the first line has the first pixel of images one and two, the second their second.
  expect([...mosaicOf(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), 2, 1, 1)]).toEqual([1, 3, 2, 4, 5, 7, 6, 8]);
});

describe("images for mosaics", () => {
  const sure = (confidences: readonly (readonly [label: number, answer: number, confidence: number])[], classes = 4) =>
    predictionsFromProbabilities(
      confidences.flatMap(([, answer, confidence]) =>
        Array.from({ length: classes }, (_, k) => (k === answer ? confidence : (1 - confidence) / (classes - 1))),
      ),
      confidences.map(([label]) => label),
      classes,
    );
  const first = sure([
    [0, 0, 0.9],
    [0, 0, 0.95],
    [1, 1, 0.8],
    [2, 2, 0.8],
    [3, 3, 0.8],
    [3, 0, 0.99],
    [3, 3, 0.7],
  ]);
  // Of class 0 the second checkpoint is less sure of row 1; row 4 it does not recognise.
  const second = sure([
    [0, 0, 0.8],
    [0, 0, 0.6],
    [1, 1, 0.9],
    [2, 2, 0.9],
    [3, 1, 0.9],
    [3, 3, 0.9],
    [3, 3, 0.9],
  ]);

  test("are recognised by every checkpoint, of four classes, the surest of each first", () => {
    expect(chooseMosaics([first], 5, createRandom(0)).map((rows) => [...rows].sort())).toEqual([[1, 2, 3, 4]]);
    expect(chooseMosaics([first, second], 5, createRandom(0)).map((rows) => [...rows].sort())).toEqual([[0, 2, 3, 6]]);
  });

  test("are none where fewer than four classes have any", () => {
    const three = sure([
      [0, 0, 0.9],
      [1, 1, 0.9],
      [2, 2, 0.9],
      [3, 0, 0.9],
    ]);
    expect(chooseMosaics([three], 5, createRandom(0))).toEqual([]);
  });
});

test("weights are shuffled, vectors are not, and the draw belongs to the weight's name", () => {
  const { change, count } = shuffledWeights(createRandom(1));
  const values = Float32Array.from({ length: 60 }, (_, i) => i);
  const kernel = change("conv.weight", [3, 20], values);
  expect([...kernel].sort((a, b) => a - b)).toEqual([...values]);
  expect([...kernel]).not.toEqual([...values]);
  expect(change("conv.weight", [3, 20], values)).toEqual(kernel);
  expect(change("other.weight", [3, 20], values)).not.toEqual(kernel);
  expect(change("bn.weight", [60], values)).toBe(values);
  expect(change("mean", [1, 60, 1, 1], values)).toBe(values);
  expect(count()).toBe(3);
});

test("maps that stay the same correlate fully, reversed ones negatively, constant ones not at all", () => {
  const map = (...raw: number[]) => ({ height: 1, width: 3, raw: Float32Array.from(raw) });
  // (1 + -1) / 2 = 0 for two randomised networks; a constant one counts as 0.
  const found = sanityCorrelations(
    [map(1, 2, 3), map(1, 2, 3), map(1, 2, 3)],
    [
      [map(2, 4, 9), map(1, 5, 7), map(3, 2, 1)],
      [map(1, 2, 3), map(3, 1, 0), map(5, 5, 5)],
    ],
  );
  expect([...found]).toEqual([1, 0, -0.5]);
});

describe("the bundled checkpoint", () => {
  const folder = packageFile("assets/checkpoints/ipswap");
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine("onnx", 2);
  });

  test("points at the right image in mosaics, and with randomised weights at none", { timeout: 120_000 }, async () => {
    const dataset = await openDataset("emoji", { split: "test", limit: 400 });
    const network = await loadCheckpoint(folder);
    const model = await createClassifier(network, engine, { batch: 64 });
    const rows = Int32Array.from({ length: dataset.count }, (_, row) => row);
    const logits = await model.logits(toUnit(await dataset.read(rows)));
    const predictions = predictionsFromLogits(logits, dataset.labels, model.classes);
    await model.dispose();
    const withWeights = (change: Parameters<typeof loadCheckpoint>[1]) => loadCheckpoint(folder, change);
    const [pointing, sanity] = await measureFigures([{ network, predictions, withWeights }], dataset, engine, {
      ids: ["pointing", "sanity"],
      images: 96,
      seed: 0,
    });
    expect(pointing.chance).toBe(0.25);
    expect(pointing.scores[0].value).toBeGreaterThan(0.5);
    expect(Math.abs(sanity.scores[0].value ?? 1)).toBeLessThan(0.2);
    // The same mosaics, through randomised networks: chance, to 0.05.
    const draws: number[] = [];
    for (let draw = 0; draw < 3; draw++) {
      const randomised = await loadCheckpoint(folder, shuffledWeights(createRandom(draw)).change);
      const [{ scores }] = await measureFigures([{ network: randomised, predictions }], dataset, engine, {
        ids: ["pointing"],
        images: 96,
        seed: 0,
      });
      draws.push(scores[0].value ?? 1);
      randomised.dispose();
    }
    for (const share of draws) expect(Math.abs(share - 0.25)).toBeLessThan(0.05);
    network.dispose();
  });
});

describe("networks that some figures cannot be measured of", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine("onnx", 1);
  });

  /** Twelve images of noise of five classes, and a set of answers that are all right. */
  async function noise(side: number, classes: number) {
    const random = createRandom("noise");
    const labels = Int32Array.from({ length: 12 }, (_, i) => i % classes);
    const pixels = Uint8Array.from({ length: 12 * side * side * 3 }, () => random.integer(256));
    const dataset = await identified(
      recordsInMemory(
        {
          name: "noise",
          split: "test",
          count: 12,
          height: side,
          width: side,
          classes: Array.from({ length: classes }, (_, k) => `${k}`),
          labels,
          trueLabels: labels,
        },
        pixels,
      ),
    );
    const logits = Float32Array.from({ length: 12 * classes }, (_, i) =>
      i % classes === labels[Math.floor(i / classes)] ? 9 : 0,
    );
    return { dataset, predictions: predictionsFromLogits(logits, labels, classes) };
  }

  test("a transformer with an embedding for each place: no mosaics, and the rest is measured", {
    timeout: 60_000,
  }, async () => {
    const content = readFileSync(new URL("../fixtures/explain/class-token.onnx.gz", import.meta.url));
    const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-figures-")), "class-token.onnx");
    writeFileSync(path, gunzipSync(content));
    const options = { normalization: NORMALIZATIONS.none, imageSize: { height: 16, width: 16 } };
    const network = await openNetwork(path, options);
    const withWeights = (changeWeight: WeightChange) => openNetwork(path, { ...options, changeWeight });
    const { dataset, predictions } = await noise(16, 5);
    const [road, pointing, sanity] = await measureFigures([{ network, predictions, withWeights }], dataset, engine, {
      ids: ["road", "pointing", "sanity"],
      images: 12,
      seed: 0,
    });
    expect(pointing.scores).toEqual([
      {
        value: null,
        interval: null,
        count: 0,
        missing: "a mosaic has 32 x 32 pixels, and it takes images of 16 x 16 only",
      },
    ]);
    for (const { scores } of [road, sanity]) expect(scores[0]).toMatchObject({ count: 12, missing: null });
    network.dispose();
  });

  test("one without a gradient is explained by occlusion, and without other weights says so", async () => {
    // The mean of the upper half decides, by a threshold that has no slope.
    const network: Network = {
      name: "stepped",
      sha256: "0",
      architecture: "threshold",
      classes: ["a", "b", "c", "d"],
      classesStated: true,
      height: 8,
      width: 8,
      normalization: NORMALIZATIONS.none,
      output: "logits",
      forward: (x) => {
        const [, height, width] = x.shape;
        const upper = tf.slice(x, [0, 0, 0, 0], [-1, height / 2, width, 3]);
        const bright = tf.sum(tf.cast(tf.greater(upper, 0.6), "float32"), [1, 2, 3]);
        return tf.stack([tf.zerosLike(bright), bright, tf.neg(bright), tf.mul(bright, 0.5)], 1) as tf.Tensor2D;
      },
      dispose() {},
    };
    const { dataset, predictions } = await noise(8, 4);
    const [road, pointing, sanity] = await measureFigures([{ network, predictions }], dataset, engine, {
      ids: ["road", "pointing", "sanity"],
      images: 12,
      seed: 0,
    });
    expect(sanity.scores[0].missing).toBe("its weights cannot be given other values");
    for (const { scores, range } of [road, pointing]) {
      expect(scores[0].value).toBeGreaterThanOrEqual(range[0] ?? 0);
      expect(scores[0].value).toBeLessThanOrEqual(range[1] ?? 0);
    }
  });
});
