import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { sizeOf } from "../../../src/network/weight.ts";
import { bindParts } from "../../../src/train/bound-parts.ts";
import { byot } from "../../../src/train/methods/byot.ts";
import { type GoldenTensor, golden, matrix, oneHot } from "../golden.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";

/** The golden files list what belongs to the deepest first, then heads 3, 2, 1, or 1, 2, 3. */
const ORDERS = { deepestFirst: [3, 2, 1], upwards: [1, 2, 3] } as const;

const flat = ({ shape, data }: GoldenTensor): tf.Tensor2D => matrix({ shape: shape.slice(0, 2), data });

test.each([
  [
    "byot-authors-journal",
    "journal",
    ORDERS.deepestFirst,
    "deepest_first",
    ["loss_coefficient", "feature_loss_coefficient"],
  ],
  ["byot-authors-scan", "scan", ORDERS.deepestFirst, "deepest_first", ["lambda_KD", "feature_weight"]],
  ["byot-luanyunteng", "community", ORDERS.upwards, "deepest_then_1_2_3", ["alpha", "beta"]],
] as const)("%s: loss and every gradient", async (name, byotForm, order, listed, [alpha, featureWeight]) => {
  const { inputs, options, outputs } = golden(name);
  const { loss } = await byot.configure({
    byotForm,
    alpha: options[alpha],
    featureWeight: options[featureWeight],
    temperature: options.temperature,
  });
  const logits: tf.Tensor2D[] = inputs[`logits_${listed}`].map(matrix);
  const features: tf.Tensor2D[] = inputs[`features_${listed}`].map(flat);
  const adaptations: tf.Tensor[] = (inputs.adaptation_weights ?? []).flatMap((weight: GoldenTensor, i: number) => [
    matrix(weight),
    tf.tensor1d([...inputs.adaptation_biases[i].data]),
  ]);
  const targets = oneHot(inputs.labels, 10);
  const [count, width] = features[0].shape;
  const lossOf = (...given: tf.Tensor[]) => {
    const place = (part: string) => order.indexOf(Number(part.at(-1)) as 1 | 2 | 3);
    const apply = (part: string, input: tf.Tensor): tf.Tensor => {
      if (part.startsWith("head")) return given[4 + place(part) + 1];
      if (part.startsWith("classifier")) return given[place(part) + 1];
      const [weight, bias] = given.slice(8 + 2 * place(part));
      return tf.add(tf.matMul(input as tf.Tensor2D, weight as tf.Tensor2D, false, true), bias);
    };
    const map = tf.zeros([count, 1, 1, width]);
    const stages = [map, map, map, tf.reshape(given[4], [count, 1, 1, width])];
    const parts = { ...NOTHING_ELSE.parts, apply };
    return loss({ ...NOTHING_ELSE, logits: [given[0] as tf.Tensor2D], targets, features: [stages], parts });
  };
  const given = [...logits, ...features, ...adaptations];
  expect(Math.abs(lossOf(...given).dataSync()[0] / outputs.total - 1)).toBeLessThan(1e-6);
  const expected: GoldenTensor[] = [
    ...outputs.grad_logits,
    ...outputs.grad_features,
    ...(outputs.grad_adaptation ?? []),
  ];
  // tf.grads refuses what the loss does not depend on: constants, and the adaptation of the head that has none.
  const moved = expected.flatMap(({ data }, i) => (data.some((value) => value !== 0) ? [i] : []));
  expect(moved).not.toContain(4);
  const some = (...chosen: tf.Tensor[]) => lossOf(...given.map((tensor, i) => chosen[moved.indexOf(i)] ?? tensor));
  const gradients = tf.grads(some)(moved.map((i) => given[i]));
  for (const [k, i] of moved.entries()) {
    const scale = Math.max(...expected[i].data.map(Math.abs));
    const actual = gradients[k].dataSync();
    expect(actual).toHaveLength(expected[i].data.length);
    expect(Math.max(...expected[i].data.map((value, j) => Math.abs(value - actual[j]))) / scale).toBeLessThan(3e-6);
  }
});

const RESNET18 = [
  [32, 32, 64],
  [16, 16, 128],
  [8, 8, 256],
  [4, 4, 512],
] as const;

const partsOf = async (options: object, features: readonly (readonly number[])[] = RESNET18) =>
  (await byot.configure({ ...options })).createParts({ classes: 100, examples: 8, features, teacherFeatures: [] });

/** Multiply-adds of the layers of one head: a kernel is used once for each position of its output. */
test.each([
  // A separable convolution of c to d channels that goes to P positions: P (9 c + c c + 9 c + c d). With two linear
  // layers, head 1 has the attention 64 -> 64 and steps 64 -> 128 -> 256 -> 512.
  ["attention", 64 * 9 + 64 * 64 + 9 * 64 + 64 * 64 + (64 * 9 + 64 * 64 + 9 * 64 + 64 * 128)],
  // 1x1 to 128, 8x8 with stride 8, 1x1 to 512, each with biases.
  ["bottleneck", 64 * 128 + 128 + 128 * 128 * 64 + 128 + 128 * 512 + 512],
] as const)("%s heads have the layers of the code that they come from", async (heads, expected) => {
  const { layers = {} } = await partsOf({ heads, byotForm: "scan" });
  const kernels = layers["head1"].weights.filter(({ role }) => role === "kernel" || role === "bias");
  const first = heads === "attention" ? kernels.slice(0, 8) : kernels;
  expect(first.reduce((sum, spec) => sum + sizeOf(spec), 0)).toBe(expected);
  expect(Object.keys(layers)).toEqual(["head1", "classifier1", "head2", "classifier2", "head3", "classifier3"]);
});

test("heads make features as wide as the last stage's, and learn", async () => {
  const small = [
    [8, 8, 4],
    [4, 4, 8],
    [2, 2, 12],
  ] as const;
  for (const heads of ["attention", "bottleneck"]) {
    const parts = bindParts(await partsOf({ heads }, small), createRandom(1));
    const map = tf.randomNormal([3, 8, 8, 4], 0, 1, "float32", 2);
    expect(parts.use.apply("head1", map).shape).toEqual([3, 12]);
    expect(parts.use.apply("adaptation1", parts.use.apply("head1", map)).shape).toEqual([3, 12]);
    expect(parts.use.apply("classifier2", parts.use.apply("head2", tf.zeros([3, 4, 4, 8]))).shape).toEqual([3, 100]);
    parts.dispose();
  }
});

test("stages that do not halve are refused", async () => {
  await expect(
    partsOf({}, [
      [8, 8, 4],
      [8, 8, 4],
    ]),
  ).rejects.toThrow(/stages of 8 x 8 x 4, 8 x 8 x 4/);
});
