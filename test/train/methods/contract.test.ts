import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/error.ts";
import { createRandom } from "../../../src/core/random.ts";
import { networkBranches } from "../../../src/train/method.ts";
import { findMethod, METHODS } from "../../../src/train/methods/index.ts";
import { SAMPLERS } from "../../../src/train/sampler.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

const FIRST_EPOCH = { epoch: 0, epochs: 240 };

describe.each(METHODS)("$id", (method) => {
  test("targets are distributions, and the same random gives the same batch", async () => {
    const configured = await method.configure({});
    const [first, second] = [0, 1].map(() => {
      const batch = sampleBatch(SAMPLERS[configured.sampler].branches);
      const targets = configured.targets(batch, createRandom("step"));
      configured.changeImages(batch, createRandom("step"), FIRST_EPOCH);
      return { targets, batch };
    });
    expect(first).toEqual(second);
    for (const row of rowsOf(first.targets, 3)) {
      expect(row.reduce((sum, target) => sum + target, 0)).toBeCloseTo(1, 6);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
    }
  });

  test("the loss is finite and falls along its gradient", async () => {
    const configured = await method.configure({});
    const random = createRandom("logits");
    const draw = (...shape: number[]) =>
      tf.tensor(
        Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
        shape,
      );
    const drawFeatures = () => {
      if (configured.features === undefined) return [];
      if (configured.features === "pooled") return [draw(4, 5)];
      return configured.features === "stages" ? [draw(4, 4, 4, 2), draw(4, 2, 2, 5)] : [draw(4, 2, 2, 5)];
    };
    const logits = Array.from({ length: networkBranches(configured) }, () => draw(4, 3));
    const own = configured.createState({ examples: 4, classes: 3, batch: 4 });
    const given = own.inputs(sampleBatch(2), FIRST_EPOCH);
    const fixed = {
      targets: tf.tensor2d(configured.targets(sampleBatch(2), createRandom("step")), [4, 3]),
      features: logits.map(drawFeatures),
      teacher: [draw(4, 3) as tf.Tensor2D],
      teacherFeatures: drawFeatures(),
      state: own.shapes.map((shape, i) => tf.tensor(given[i], [...shape])),
    };
    const loss = (...branches: tf.Tensor[]) => configured.loss({ logits: branches as tf.Tensor2D[], ...fixed });
    const { value, grads } = tf.valueAndGrads(loss)(logits);
    const moved = logits.map((branch, i) => tf.sub(branch, tf.mul(grads[i], 0.01)));
    const [before, after] = [value, loss(...moved)].map((scalar) => scalar.dataSync()[0]);
    expect(Number.isFinite(before)).toBe(true);
    expect(after).toBeLessThan(before);
  });

  test("its options survive being written to a card and given back", async () => {
    const { options } = await method.configure({});
    expect((await method.configure(JSON.parse(JSON.stringify(options)))).options).toEqual(options);
  });

  test("an option that it does not have is refused by name", async () => {
    await expect(method.configure({ sparkle: 1 })).rejects.toThrow(InputError);
    await expect(method.configure({ sparkle: 1 })).rejects.toThrow(/^`sparkle`:/);
  });
});

test("ids are different", () => {
  expect(new Set(METHODS.map(({ id }) => id)).size).toBe(METHODS.length);
});

test("an unknown method names the choices", () => {
  expect(() => findMethod("magic")).toThrow(/`method`: expected one of hard-label, .*"magic"/);
});
