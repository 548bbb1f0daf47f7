import "../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { findArchitecture } from "../../src/model/architectures/index.ts";
import { COMMON, NAMING } from "../../src/model/architectures/naming.ts";
import { residualNetwork } from "../../src/network/residual-network.ts";
import { initialize } from "../../src/train/initialize.ts";
import { startFrom } from "../../src/train/start-from.ts";
import { networkOf, tinyModel } from "../model/tiny.ts";

/** ResNet-8 as another program names its layers. */
const foreign = (classes: number) =>
  residualNetwork({
    ...COMMON,
    naming: { ...NAMING, stemConvolution: "conv1", stage: (index) => `layer${index}`, classifier: "fc" },
    stemWidth: 16,
    bottleneck: false,
    stages: [16, 32, 64].map((width) => ({ blocks: 1, width, out: width })),
    classes,
  });

const images = tf.randomUniform([2, 8, 8, 3], 0, 1, "float32", 3);
const logits = (network: { forward(images: tf.Tensor): tf.Tensor }) => Array.from(network.forward(images).dataSync());

test("a network starts as the one whose weights it is given, whatever its layers are called", () => {
  const source = initialize(foreign(3), createRandom("source"));
  const network = tinyModel();
  expect(logits(network)).not.toEqual(logits(source));
  startFrom(network, { ...networkOf(source), bound: source }, ["class 0", "class 1", "class 2"]);
  expect(logits(network)).toEqual(logits(source));
  network.dispose();
  source.dispose();
});

test("outputs without names are those of the classes, and other names make the last layer new", () => {
  const source = initialize(foreign(3), createRandom("source"));
  const last = (network: typeof source) => network.weights.slice(-2).map(({ variable }) => [...variable.dataSync()]);
  const start = (given: object) => {
    const network = tinyModel();
    startFrom(network, { ...networkOf(source), ...given, bound: source }, ["ant", "bee", "cat"]);
    const values = last(network);
    network.dispose();
    return values;
  };
  expect(start({ classesStated: false })).toEqual(last(source));
  expect(start({ classesStated: true, classes: ["ant", "bee", "cat"] })).toEqual(last(source));
  expect(start({ classesStated: true, classes: ["ant", "cat", "bee"] })).not.toEqual(last(source));
  source.dispose();
});

test("for other classes the last layer is new, and the rest is the other's", () => {
  const source = initialize(foreign(5), createRandom("source"));
  const [network, untouched] = [tinyModel(), tinyModel()];
  startFrom(network, { ...networkOf(source, 8, 5), bound: source }, ["ant", "bee", "cat"]);
  const values = (weights: typeof network.weights) => weights.map(({ variable }) => Array.from(variable.dataSync()));
  expect(values(network.weights.slice(0, -2))).toEqual(values(source.weights.slice(0, -2)));
  expect(values(network.weights.slice(-2))).toEqual(values(untouched.weights.slice(-2)));
  for (const each of [network, untouched, source]) each.dispose();
});

test("other layers are refused, and what is known by its graph alone", () => {
  const [network, other] = [tinyModel(), initialize(findArchitecture("resnet20").network(3), createRandom(1))];
  const start = (given: Parameters<typeof startFrom>[1]) => () => startFrom(network, given, ["a", "b", "c"]);
  expect(start({ ...networkOf(other), bound: other })).toThrow(/tiny: expected the layers of the network to train/);
  expect(start(networkOf(other))).toThrow(/tiny: expected weights of a network whose layers are known/);
  network.dispose();
  other.dispose();
});
