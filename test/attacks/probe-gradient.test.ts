import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { attacks, createAttackBatch, probeGradient } from "../../attacks/index.ts";
import { createEngine } from "../../src/engine/index.ts";
import { createClassifier } from "../../src/model/classifier.ts";
import type { Network } from "../../src/model/network.ts";
import { linearModel } from "./linear-model.ts";

test("a network with an operation that has no gradient: the reason is found, and Square still works", async () => {
  const engine = await createEngine("cpu");
  const network: Network = {
    name: "sorted",
    sha256: "",
    architecture: "sorted",
    classes: ["a", "b", "c"],
    classesStated: true,
    height: 4,
    width: 4,
    normalization: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    output: "logits",
    // Red, green and blue means through a sort, which TensorFlow.js cannot differentiate.
    forward: (images) => {
      const means = tf.mean(images, [1, 2]);
      const { values } = tf.topk(means, 3);
      return tf.add(tf.mul(means, 5), tf.sub(values, values)) as tf.Tensor2D;
    },
    dispose: () => {},
  };
  const model = await probeGradient(await createClassifier(network, engine, { batch: 2 }));
  expect(model.gradientUnavailable).toContain("TopK");

  const images = new Float32Array(2 * 48).map((_, i) => 0.5 + (i % 3 === 0 ? 0.02 : 0));
  const batch = createAttackBatch(model, images, Int32Array.of(0, 0));
  const [fgsm] = attacks;
  const square = attacks.find(({ id }) => id === "square") as (typeof attacks)[number];
  const budget = { epsilon: 0.1, space: "pixel" } as const;
  await expect(fgsm.perturb(batch, budget)).rejects.toThrow(/TopK.*Use square/);
  const logits = await model.logits(await square.configure({ queries: 50 }).perturb(batch, budget));
  for (const row of [0, 1]) {
    const z = [...logits.subarray(row * 3, row * 3 + 3)];
    expect(z.indexOf(Math.max(...z))).not.toBe(0);
  }
  await model.dispose();
});

test("a network with a gradient stays as it is; one that does not run is no network without a gradient", async () => {
  const model = linearModel([
    [1, 0, 0],
    [0, 1, 0],
  ]);
  expect(await probeGradient(model)).toBe(model);
  const broken = {
    ...model,
    logits: async () => {
      throw new Error("out of memory");
    },
  };
  await expect(probeGradient(broken)).rejects.toThrow("out of memory");
});
