import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Normalization } from "../../src/core/classifier.ts";
import type { Dataset } from "../../src/core/dataset.ts";
import { createEngine, type Engine } from "../../src/engine/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import type { Network } from "../../src/model/network.ts";
import { architectureWarning, normalizationWarning, suggestNormalization } from "../../src/model/sanity-checks.ts";

const COUNT = 100;
const labels = Int32Array.from({ length: COUNT }, (_, i) => i % 2);
/** Dark grey images of class 0 and light grey ones of class 1, on either side of the middle. */
const dataset: Dataset = {
  name: "greys",
  split: "test",
  count: COUNT,
  height: 2,
  width: 2,
  classes: ["dark", "light"],
  labels,
  trueLabels: labels,
  sha256: "",
  exampleId: (index) => ({ index }),
  read: async (indices) => Uint8Array.from(Array.from(indices).flatMap(grey)),
};
const grey = (index: number): number[] => new Array<number>(12).fill(labels[index] === 1 ? 129 : 126);

/** Says "light" where the mean of its input, times a sign, is above 0. */
function network(sign: 1 | -1, normalization: Normalization, more: Partial<Network> = {}): Network {
  return {
    name: "sign",
    sha256: "",
    architecture: sign === 1 ? "upright" : "upside-down",
    classes: dataset.classes,
    classesStated: true,
    height: 2,
    width: 2,
    normalization,
    output: "logits",
    forward: (images) => {
      const mean = tf.mul(tf.mean(images, [1, 2, 3]), sign);
      return tf.stack([tf.neg(mean), mean], 1) as tf.Tensor2D;
    },
    dispose: () => {},
    ...more,
  };
}

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine("cpu");
});
afterAll(() => engine.dispose());

test("a much better normalisation is a doubt, and the right one is none", async () => {
  const doubt = await normalizationWarning(network(1, NORMALIZATIONS.none), { dataset, engine });
  expect(doubt).toBe(
    "sign gets 50.0 % of 100 images right, and 100.0 % with `normalization` half: was it trained with that?",
  );
  expect(await normalizationWarning(network(1, NORMALIZATIONS.half), { dataset, engine })).toBeUndefined();
});

test("who does not know the normalisation hears what the usual ones would give", async () => {
  const sentence = await suggestNormalization(network(1, NORMALIZATIONS.none), { dataset, engine });
  expect(sentence).toMatch(/^Of the first 100 images it gets 100\.0 % with half, \d+\.0 % with/);
});

test("another architecture of the same weights that does much better is a doubt", async () => {
  const opened: string[] = [];
  const open = async (id: string) => {
    opened.push(id);
    return network(id === "upright" ? 1 : -1, NORMALIZATIONS.half);
  };
  const wrong = network(-1, NORMALIZATIONS.half, { alternatives: ["other", "upright"] });
  expect(await architectureWarning(wrong, open, { dataset, engine })).toBe(
    "sign, read as upside-down, gets 0.0 % of 100 images right, and 100.0 % with `architecture` upright, which has the same weights: is it that?",
  );
  expect(opened).toEqual(["other", "upright"]);
  const right = network(1, NORMALIZATIONS.half, { alternatives: ["upside-down"] });
  expect(await architectureWarning(right, open, { dataset, engine })).toBeUndefined();
});
