import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/error.ts";
import { createRandom } from "../../../src/core/random.ts";
import { bindParts } from "../../../src/train/bound-parts.ts";
import { networkBranches } from "../../../src/train/method.ts";
import { findMethod, METHODS } from "../../../src/train/methods/index.ts";
import { SAMPLERS } from "../../../src/train/sampler.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";
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
    const own = configured.createState({ examples: 4, labels: Int32Array.of(0, 1, 2, 0), classes: 3, batch: 4 });
    const given = own.inputs(sampleBatch(2), FIRST_EPOCH, createRandom("state"));
    const shapes = (features: readonly tf.Tensor[]) => features.map(({ shape }) => shape.slice(1));
    const [ofStudent, ofTeacher] = [drawFeatures(), drawFeatures()];
    const sizes = { classes: 3, examples: 4, features: shapes(ofStudent), teacherFeatures: shapes(ofTeacher) };
    // A method's memory moves with every loss, so the second loss has parts of its own.
    const made = await configured.createParts(sizes);
    const [parts, again] = [0, 1].map(() => bindParts(made, createRandom("parts")));
    const classifier = draw(5, 3) as tf.Tensor2D;
    const fixed = {
      ...NOTHING_ELSE,
      classify: (features: tf.Tensor2D) => tf.matMul(features, classifier) as tf.Tensor2D,
      targets: tf.tensor2d(configured.targets(sampleBatch(2), createRandom("step")), [4, 3]),
      features: logits.map((_, i) => (i === 0 ? ofStudent : drawFeatures())),
      teacher: [draw(4, 3) as tf.Tensor2D],
      teacherFeatures: ofTeacher,
      state: own.shapes.map((shape, i) => tf.tensor(given[i], [...shape])),
    };
    const lossWith =
      ({ use }: typeof parts) =>
      (...branches: tf.Tensor[]) =>
        configured.loss({ ...fixed, parts: use, logits: branches as tf.Tensor2D[] });
    const { value, grads } = tf.valueAndGrads(lossWith(parts))(logits);
    const moved = logits.map((branch, i) => tf.sub(branch, tf.mul(grads[i], 0.01)));
    const [before, after] = [value, lossWith(again)(...moved)].map((scalar) => scalar.dataSync()[0]);
    expect(Number.isFinite(before)).toBe(true);
    expect(after).toBeLessThan(before);
    parts.dispose();
    again.dispose();
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
