import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/index.ts";
import { roadScores } from "../../src/explain/figures/road.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import { openNetwork } from "../../src/model/open-network.ts";

/** From generate_road.py: pytorch-grad-cam's ROADCombined. */
const expected: {
  network: string;
  side: number;
  images: number[];
  maps: number[];
  classes: number[];
  scores: number[];
  curve: { most: number[]; least: number[] };
} = JSON.parse(readFileSync(new URL("../fixtures/explain/road-combined.json", import.meta.url), "utf8"));

test("ROAD equals pytorch-grad-cam's, curve by curve", async () => {
  const { network: name, side, images, maps, classes, scores, curve } = expected;
  const path = join(mkdtempSync(join(tmpdir(), "ipswap-eval-road-")), name);
  writeFileSync(path, gunzipSync(readFileSync(new URL(`../fixtures/import/${name}.gz`, import.meta.url))));
  const engine = await createEngine("onnx", 1);
  const network = await openNetwork(path, {
    normalization: NORMALIZATIONS.none,
    imageSize: { height: side, width: side },
  });
  const model = await createClassifier(network, engine, { batch: 18 });
  const part = (values: number[], i: number) => {
    const size = values.length / classes.length;
    return Float32Array.from(values.slice(i * size, (i + 1) * size));
  };
  const examples = classes.map((label, i) => ({
    image: part(images, i),
    map: { height: side, width: side, raw: part(maps, i) },
    class: label,
    random: createRandom(i),
  }));
  const found = await roadScores(model, examples, { noise: false });
  scores.forEach((score, i) => {
    expect(found.values[i]).toBeCloseTo(score, 5);
  });
  found.curve.forEach(({ removed, mostRelevantFirst, leastRelevantFirst }, at) => {
    expect(removed).toBeCloseTo((at + 1) / 10, 12);
    expect(mostRelevantFirst).toBeCloseTo(curve.most[at], 5);
    expect(leastRelevantFirst).toBeCloseTo(curve.least[at], 5);
  });
  await model.dispose();
  network.dispose();
});

/** Two classes; the probability of class 1 is the share of white pixels in the left half, which is all that it sees. */
const leftHalf = {
  height: 4,
  width: 4,
  classes: 2,
  async logits(images: Float32Array) {
    return Float32Array.from({ length: images.length / 24 }, (_, i) => {
      if (i % 2 === 0) return 0;
      const start = ((i - 1) / 2) * 48;
      const left = [0, 1, 4, 5, 8, 9, 12, 13].map((pixel) => images[start + pixel * 3]);
      const share = left.reduce((sum, value) => sum + value, 0) / 8;
      return Math.log(Math.max(share, 1e-6) / Math.max(1 - share, 1e-6));
    });
  },
};

// White on the left, black on the right: what is imputed of removed white pixels is grey.
const image = Float32Array.from({ length: 48 }, (_, i) => (Math.floor(i / 3) % 4 < 2 ? 1 : 0));
const example = (raw: readonly number[]) => ({
  image,
  map: { height: 1, width: 2, raw: Float32Array.from(raw) },
  class: 1,
  random: createRandom(5),
});

test("a map of what the network looks at scores above 0, its reverse as much below", async () => {
  const { values } = await roadScores(leftHalf, [example([1, 0]), example([0, 1])], { noise: false });
  expect(values[0]).toBeGreaterThan(0.1);
  expect(values[1]).toBeLessThan(-0.1);
});

test("a map without evidence scores exactly 0, noise included", async () => {
  const { values } = await roadScores(leftHalf, [example([-1, -2])]);
  expect(values[0]).toBe(0);
});
