import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createEngine } from "../../src/engine/index.ts";
import { NORMALIZATIONS } from "../../src/import/shared/normalization.ts";
import { inspectModel } from "../../src/model/inspect-model.ts";
import { openNetwork } from "../../src/model/open-network.ts";
import { expectAgreement, images, type Reference } from "./reference.ts";
import { expectedOf, type ModelJson, tfjsFolder } from "./tensorflow-fixture.ts";

beforeAll(async () => {
  await createEngine("cpu");
});

const normalization = NORMALIZATIONS.none;
const graphs: [string, Reference][] = Object.entries(expectedOf("keras2")).filter(([name]) =>
  /-(plain|integers|single|first|two)$/.test(name),
);
const open = (folder: string) => openNetwork(folder, { normalization });

describe("graph models compute what TensorFlow computes: logits and input gradients", () => {
  test.each(graphs)("%s", async (name, expected) => {
    const network = await open(tfjsFolder(name));
    await expectAgreement((x) => network.forward(x as tf.Tensor4D), expected);
    network.dispose();
  });

  test.each(graphs)("%s, compiled by the engine", async (name, expected) => {
    const engine = await createEngine("onnx", 1);
    const network = await open(tfjsFolder(name));
    const targets = tf.oneHot(tf.tensor1d([0, 1], "int32"), 4);
    const loss = (x: tf.Tensor) =>
      tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(network.forward(x as tf.Tensor4D))))) as tf.Scalar;
    const compiled = await engine.compile(
      (x) => [network.forward(x as tf.Tensor4D), tf.grad(loss)(x)],
      [{ shape: [2, 12, 12, 3] }],
    );
    const [logits, gradient] = await compiled.run((await images(12).data()) as Float32Array);
    expected.logits.flat().forEach((value, i) => {
      expect(logits[i]).toBeCloseTo(value, 4);
    });
    expect(Math.hypot(...gradient) / expected.gradientNorm).toBeCloseTo(1, 3);
    await engine.dispose();
    await createEngine("cpu");
  });

  test("with weights in fewer bits, as with the same weights in full", async () => {
    const step = 1 / 64;
    const quantise = (integers: boolean) =>
      tfjsFolder("graph-plain", (json, weights) => {
        const [{ weights: entries }] = json.weightsManifest;
        let offset = 0;
        return Buffer.concat(
          entries.map((entry) => {
            const count = (entry["shape"] as number[]).reduce((a, b) => a * b, 1);
            const bytes = weights.subarray(offset, offset + 4 * count);
            offset += 4 * count;
            if (entry["dtype"] !== "float32") return bytes;
            const numbers = Float32Array.from({ length: count }, (_, i) => bytes.readFloatLE(4 * i));
            const min = Math.min(...numbers);
            const steps = Uint8Array.from(numbers, (value) => Math.min(255, Math.round((value - min) / step)));
            if (!integers) return Buffer.from(Float32Array.from(steps, (value) => value * step + min).buffer);
            entry["quantization"] = { dtype: "uint8", scale: step, min };
            return Buffer.from(steps);
          }),
        );
      });
    const [few, full] = await Promise.all([open(quantise(true)), open(quantise(false))]);
    const x = images(12);
    const found = few.forward(x).dataSync();
    full
      .forward(x)
      .dataSync()
      .forEach((value, i) => {
        expect(found[i]).toBeCloseTo(value, 5);
      });
  });

  test("for any number of images, as many as shapes and weights say nothing of", async () => {
    const network = await open(tfjsFolder("attention-plain"));
    const x = images(12);
    const many = tf.tile(x, [300, 1, 1, 1]);
    const expected = await network.forward(x).data();
    const found = await network.forward(many).data();
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i % expected.length], 4);
    });
  });

  test("leave nothing behind when disposed", async () => {
    const before = tf.memory().numTensors;
    const network = await open(tfjsFolder("graph-plain"));
    expect(tf.memory().numTensors).toBeGreaterThan(before);
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test("a graph model is described with its operators and parameters", async () => {
  const { operators, parameters, output, input } = await inspectModel(tfjsFolder("graph-two"));
  expect(operators).toMatchObject({ AvgPool: 1, MaxPool: 1, _FusedConv2D: 2, Prelu: 1 });
  expect(parameters).toBeGreaterThan(500);
  expect(output).toMatchObject({ classes: 4, kind: "probabilities" });
  expect(input).toMatchObject({ height: 12, width: 12 });
});

interface Node {
  name: string;
  op: string;
  input?: string[];
  attr?: Record<string, unknown>;
}

const nodesOf = (json: ModelJson) => json.modelTopology["node"] as Node[];
const named = (json: ModelJson, operator: string) => nodesOf(json).find(({ op }) => op === operator)!;

describe("a graph model is refused with what is wrong", () => {
  test.each<[string, (json: ModelJson) => void, RegExp]>([
    ["control flow", (json) => (named(json, "MaxPool").op = "While"), /node \S+: .*got While, control flow/],
    [
      "values that decide shapes",
      (json) => (named(json, "MaxPool").op = "NonMaxSuppressionV3"),
      /NonMaxSuppressionV3, a shape/,
    ],
    ["a table", (json) => (named(json, "MaxPool").op = "LookupTableFindV2"), /a lookup table/],
    ["random numbers", (json) => (named(json, "MaxPool").op = "RandomUniform"), /random numbers/],
    ["an operator of somebody's own", (json) => (named(json, "MaxPool").op = "MyOperator"), /got MyOperator/],
    [
      "this program's own operators",
      (json) => (named(json, "MaxPool").op = "IpswapEvalConv2D"),
      /got IpswapEvalConv2D/,
    ],
    ["a cycle", (json) => (named(json, "MaxPool").input = [named(json, "Softmax").input![0]]), /without cycles/],
    ["a missing node", (json) => (named(json, "MaxPool").input = ["nowhere"]), /a node nowhere/],
    [
      "a name that means something to JavaScript",
      (json) => (named(json, "MaxPool").input = ["__proto__"]),
      /a node __proto__/,
    ],
    [
      "a missing weight",
      (json) => (json.weightsManifest[0].weights[0]["name"] = "lost"),
      /its weights, but got none in the manifest/,
    ],
    ["two nodes of one name", (json) => nodesOf(json).push(nodesOf(json)[0]), /twice/],
    [
      "an output that is no row of scores",
      (json) => (json.signature = { outputs: { a: { name: named(json, "MaxPool").name } } }),
      /a row of at least two classes for each image/,
    ],
    [
      "an image of one channel",
      (json) => {
        json.signature = undefined;
        named(json, "Placeholder").attr!["shape"] = {
          shape: { dim: [-1, 12, 12, 1].map((size) => ({ size: `${size}` })) },
        };
      },
      /images \[batch, height, width, 3\].*Networks on one channel are read from ONNX and Keras files/,
    ],
  ])("%s", async (_, change, message) => {
    const folder = tfjsFolder("graph-plain", (json) => void change(json));
    await expect(open(folder)).rejects.toThrow(message);
    await expect(open(folder)).rejects.toThrow(InputError);
  });

  test.each([
    ["Fill", [2 ** 28, 4], /at most \d+ elements for 2 images, but got shape \[268435456, 4\]/],
    ["BroadcastTo", [2 ** 28, 4], /at most \d+ elements/],
    ["Range", [0, 2 ** 30], /a range of 1073741824/],
  ])("a %s of giant size", async (operator, sizes, message) => {
    const folder = tfjsFolder("graph-plain", (json, weights) => {
      const end = named(json, "Softmax");
      const constant = (name: string, values: number[], shape: number[]) => {
        nodesOf(json).push({ name, op: "Const", attr: {} });
        json.weightsManifest[0].weights.push({ name, shape, dtype: "int32" });
        return Buffer.from(Int32Array.from(values).buffer);
      };
      const parts = [
        constant("sizes", sizes, [sizes.length]),
        ...[0, 1, 2].map((i) => constant(`c${i}`, [[0, 2 ** 30, 1][i]], [])),
      ];
      const inputs = { Fill: ["sizes", "c2"], BroadcastTo: ["c2", "sizes"], Range: ["c0", "c1", "c2"] }[operator] ?? [];
      nodesOf(json).push({ name: "giant", op: operator, input: inputs, attr: {} });
      nodesOf(json).push({ name: "sum", op: "Sum", input: ["giant", "c0"], attr: {} });
      nodesOf(json).push({ name: "float", op: "Cast", input: ["sum"], attr: { DstT: { type: "DT_FLOAT" } } });
      nodesOf(json).push({ name: "added", op: "AddV2", input: [end.input![0], "float"], attr: {} });
      end.input = ["added"];
      return Buffer.concat([weights, ...parts]);
    });
    await expect(open(folder)).rejects.toThrow(message);
    await expect(open(folder)).rejects.toThrow(InputError);
  });
});
