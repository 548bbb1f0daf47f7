import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { importModel } from "../../src/import/import-model.ts";
import { expectAgreement, images, type Reference } from "./reference.ts";

const fixture = (name: string) => new URL(`../fixtures/import/${name}`, import.meta.url);

/** What PyTorch 2 makes of the networks that it exported: see generate_onnx.py beside the files. */
const EXPECTED = JSON.parse(readFileSync(fixture("expected-onnx.json"), "utf8")) as Record<string, Reference>;

/** What a file with open sizes does not say. */
const SIZE = { imageSize: { height: 16, width: 16 } };

const load = (name: string) =>
  importModel({ path: name, content: gunzipSync(readFileSync(fixture(`${name}.gz`))), options: SIZE });

describe("exported networks compute what PyTorch computes", () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    // Half precision keeps eleven bits of each weight.
    const tolerance = name.startsWith("half") ? 2e-3 : 1e-4;

    test(`${name}, step by step`, async () => {
      await createEngine("cpu");
      const before = tf.memory().numTensors;
      const model = await load(name);
      expect(model).toMatchObject({ classes: 5, height: 16, width: 16, output: "logits" });
      await expectAgreement(model.forward, expected, tolerance);
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });

    test(`${name}, compiled`, async () => {
      const engine = await createEngine("onnx", 1);
      const model = await load(name);
      const loss = (x: tf.Tensor) => {
        const targets = tf.oneHot(tf.tensor1d([0, 1], "int32"), 5);
        return tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(model.forward(x as tf.Tensor4D)))));
      };
      const step = (x: tf.Tensor) => [model.forward(x as tf.Tensor4D), tf.grad(loss)(x)];
      const compiled = await engine.compile(step, [{ shape: [2, 16, 16, 3] }]);
      const [logits, gradient] = await compiled.run(images(16).dataSync() as Float32Array);
      const scale = Math.max(...expected.logits.flat().map(Math.abs));
      expected.logits.flat().forEach((value, i) => {
        expect(Math.abs(logits[i] - value)).toBeLessThan(2 * tolerance * scale);
      });
      expected.gradient.forEach((value, i) => {
        expect(Math.abs(gradient[i * expected.gradientStep] - value)).toBeLessThan(
          2 * tolerance * expected.gradientNorm,
        );
      });
      await engine.dispose();
    });
  }
});

test("the output of several that was taken is named", async () => {
  expect((await load("more-outputs.onnx")).taken?.output?.name).toBe("scores");
});
