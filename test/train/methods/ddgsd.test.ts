import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { ddgsd } from "../../../src/train/methods/ddgsd.ts";
import { golden, matrix, oneHot } from "../golden.ts";

test.each(["ddgsd-formula-both-ways", "ddgsd-formula-both-ways-T1"])(
  "%s: loss and gradients are the formula's in double precision",
  async (name) => {
    const { inputs, options, outputs } = golden(name);
    const { loss } = await ddgsd.configure({
      alpha: options.lambda,
      temperature: options.temperature,
      featureWeight: options.mu,
    });
    const targets = oneHot(inputs.labels, inputs.logits_a.shape[1]);
    const lossOf = (a: tf.Tensor, b: tf.Tensor, featuresOfA: tf.Tensor, featuresOfB: tf.Tensor) =>
      loss({
        logits: [a, b] as tf.Tensor2D[],
        targets,
        features: [[featuresOfA], [featuresOfB]],
        teacher: [],
        teacherFeatures: [],
        state: [],
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
