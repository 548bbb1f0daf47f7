import "../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { bindNetwork } from "../../src/network/bound-network.ts";
import { sequential } from "../../src/network/combine.ts";
import { linear } from "../../src/network/linear.ts";
import { flatten } from "../../src/network/stateless.ts";
import { sizeOf } from "../../src/network/weight.ts";
import { featureTaps, withFeatures } from "../../src/train/features.ts";
import { initialize } from "../../src/train/initialize.ts";
import type { FeatureKind } from "../../src/train/method.ts";

const network = initialize(findArchitecture("resnet8").network(5), createRandom("features"));
afterAll(() => network.dispose());
const images = tf.randomUniform([2, 8, 8, 3], 0, 1, "float32", 1);

const named = { name: "resnet8", height: 8, width: 8, forward: network.forward };
const featuresOf = (kind: FeatureKind) => withFeatures(network.forward, featureTaps(named, kind))(images);
const close = (actual: tf.Tensor, expected: tf.Tensor) =>
  expect(tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0]).toBeLessThan(1e-5);

test("stages are the maps at the end of each resolution, in order", () => {
  const { features } = featuresOf("stages");
  expect(features.map(({ shape }) => shape)).toEqual([
    [2, 8, 8, 16],
    [2, 4, 4, 32],
    [2, 2, 2, 64],
  ]);
  close(features[2], featuresOf("last-spatial").features[0]);
});

test("pooled features are the mean of the last map, and what the classifier makes logits of", () => {
  const { logits, features } = featuresOf("pooled");
  expect(features).toHaveLength(1);
  close(features[0], tf.mean(featuresOf("last-spatial").features[0], [1, 2]));
  const [kernel, bias] = network.weights.slice(-2).map(({ variable }) => variable);
  close(tf.add(tf.matMul(features[0] as tf.Tensor2D, kernel as tf.Tensor2D), bias), logits);
});

test("a network without the features is refused", () => {
  const flat = bindNetwork(sequential(flatten, linear("classifier", 192, 2)), (spec) => new Float32Array(sizeOf(spec)));
  const observed = { name: "flat", height: 8, width: 8, forward: flat.forward };
  expect(() => featureTaps(observed, "stages")).toThrow(/flat: expected a network in which the ends of its stages/);
  expect(featureTaps(observed, undefined)).toEqual([]);
  flat.dispose();
});
