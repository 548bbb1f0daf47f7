import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { ddgsd } from "../../../src/train/methods/ddgsd.ts";
import { golden, matrix, oneHot } from "../golden.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";

test.each(["ddgsd-formula-both-ways", "ddgsd-formula-both-ways-T1", "ddgsd-formula-detached"])(
  "%s: loss and gradients are the formula's in double precision",
  async (name) => {
    const { inputs, options, outputs } = golden(name);
    const { loss } = await ddgsd.configure({
      alpha: options.lambda,
      temperature: options.temperature,
      featureWeight: options.mu,
      gradients: options.detach_targets === true ? "student" : "both",
    });
    const targets = oneHot(inputs.labels, inputs.logits_a.shape[1]);
    const lossOf = (a: tf.Tensor, b: tf.Tensor, featuresOfA: tf.Tensor, featuresOfB: tf.Tensor) =>
      loss({
        ...NOTHING_ELSE,
        logits: [a, b] as tf.Tensor2D[],
        targets,
        features: [[featuresOfA], [featuresOfB]],
      });
    const given = [inputs.logits_a, inputs.logits_b, inputs.features_a, inputs.features_b].map(matrix);
    const value = lossOf(given[0], given[1], given[2], given[3]).dataSync()[0];
    expect(Math.abs(value / outputs.total - 1)).toBeLessThan(1e-6);
    const gradients = tf.grads(lossOf)(given);
    const { grad_logits_a, grad_logits_b, grad_features_a, grad_features_b } = outputs;
    for (const [i, { data }] of [grad_logits_a, grad_logits_b, grad_features_a, grad_features_b].entries()) {
      const scale = Math.max(...data.map(Math.abs));
      gradients[i].dataSync().forEach((actual, k) => {
        expect(Math.abs(actual - data[k]) / scale).toBeLessThan(2e-6);
      });
    }
  },
);

/** What re-implementations have in common with the formula, and what they have in its place. */
const REIMPLEMENTATIONS = {
  // Both cross-entropies and divergences, the latter averaged over the ten classes without T^2; squared differences of
  // the logits, averaged, in place of features.
  "ddgsd-youngerous": {
    options: { alpha: 1 / (10 * 9), temperature: 3, gradients: "both" },
    crossEntropies: 1,
    rest: ([a, b]: tf.Tensor[], mu: number) => tf.mul(tf.mean(tf.squaredDifference(a, b)), mu),
  },
  // The mean cross-entropy of both views halved once more, divergences with their target side constant; the squared
  // difference of two overall means in place of the means of each feature.
  "ddgsd-winycg": {
    options: { alpha: 1, temperature: 4, gradients: "student" },
    crossEntropies: 1 / 4,
    rest: ([, , a, b]: tf.Tensor[], mu: number) => tf.mul(tf.squaredDifference(tf.mean(a), tf.mean(b)), mu),
  },
} as const;

test.each(Object.entries(REIMPLEMENTATIONS))("%s: the parts that it shares with the formula", async (name, other) => {
  const { inputs, options, outputs } = golden(name);
  const given = [
    inputs.logits_a,
    inputs.logits_b,
    ...(inputs.features_a ? [inputs.features_a, inputs.features_b] : []),
  ];
  const tensors = given.map(matrix);
  const targets = oneHot(inputs.labels, 10);
  const none = tf.zeros([8, 1]);
  const [whole, distilled] = await Promise.all(
    [other.options.alpha, 0].map(
      async (alpha) => (await ddgsd.configure({ ...other.options, alpha, featureWeight: 0 })).loss,
    ),
  );
  const lossOf = (...all: tf.Tensor[]): tf.Scalar => {
    const shared = { ...NOTHING_ELSE, logits: all.slice(0, 2) as tf.Tensor2D[], targets, features: [[none], [none]] };
    const crossEntropies = distilled(shared);
    const divergences = tf.sub(whole(shared), crossEntropies);
    return tf.addN([
      divergences,
      tf.mul(crossEntropies, other.crossEntropies),
      other.rest(all, options.mu),
    ]) as tf.Scalar;
  };
  expect(Math.abs(lossOf(...tensors).dataSync()[0] / outputs.total - 1)).toBeLessThan(1e-6);
  const gradients = tf.grads((a: tf.Tensor, b: tf.Tensor) => lossOf(a, b, ...tensors.slice(2)))(tensors.slice(0, 2));
  for (const [i, { data }] of [outputs.grad_logits_a, outputs.grad_logits_b].entries()) {
    const scale = Math.max(...data.map(Math.abs));
    gradients[i].dataSync().forEach((actual, k) => {
      expect(Math.abs(actual - data[k]) / scale).toBeLessThan(5e-6);
    });
  }
});
