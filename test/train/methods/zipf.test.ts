import "../../../src/engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { bindParts } from "../../../src/train/bound-parts.ts";
import { zipf } from "../../../src/train/methods/zipf.ts";
import { countVotes, ranks } from "../../../src/train/votes.ts";
import { type GoldenTensor, golden, matrix, oneHot } from "../golden.ts";
import { NOTHING_ELSE } from "../loss-inputs.ts";

const CLASSES = 8;

/** A map whose positions vote for these classes where the classifier is the identity. */
const voting = ({ shape: [count, positions], data }: GoldenTensor): tf.Tensor =>
  tf.reshape(tf.oneHot(tf.tensor1d([...data], "int32"), CLASSES), [count, Math.sqrt(positions), -1, CLASSES]);

const classify = (features: tf.Tensor2D): tf.Tensor2D => features;

async function lossOf(name: string, options: object) {
  const { inputs, outputs } = golden(name);
  const { loss, features: kind } = await zipf.configure({ ...options });
  const targets = oneHot(inputs.labels, CLASSES);
  const votes = inputs.votes_argmax_of_each_position;
  expect(kind).toBe(votes === undefined ? undefined : "stages");
  const features = votes === undefined ? [[]] : [[tf.cast(voting(votes), "float32")]];
  const compute = (logits: tf.Tensor) =>
    loss({ ...NOTHING_ELSE, classify, logits: [logits as tf.Tensor2D], targets, features });
  return { compute, logits: matrix(inputs.logits), outputs };
}

const expectSame = (actual: ArrayLike<number>, { data }: GoldenTensor) => {
  const scale = Math.max(...data.map(Math.abs));
  expect(Math.max(...data.map((value, i) => Math.abs(value - actual[i]))) / scale).toBeLessThan(2e-6);
};

test.each([
  ["zipf-logit-rank", { ranking: "logits", zipfWeight: 0.1 }],
  ["zipf-dense-votes", { ranking: "votes", zipfWeight: 0.1 }],
])("%s: loss and gradient are the authors'", async (name, options) => {
  const { compute, logits, outputs } = await lossOf(name, options);
  expect(Math.abs(compute(logits).dataSync()[0] / outputs.total - 1)).toBeLessThan(1e-6);
  expectSame(tf.grad(compute)(logits).dataSync(), outputs.grad_logits_total);
});

test("masked: the soft labels' part is averaged over the images that are right", async () => {
  const { compute, logits, outputs } = await lossOf("zipf-dense-votes-masked", { mask: "yes", zipfWeight: 1 });
  const { compute: without } = await lossOf("zipf-dense-votes-masked", { mask: "yes", zipfWeight: 0 });
  const part = (given: tf.Tensor) => tf.sub(compute(given), without(given)) as tf.Scalar;
  expect(Math.abs(part(logits).dataSync()[0] / outputs.zipf_loss - 1)).toBeLessThan(1e-6);
  expectSame(tf.grad(part)(logits).dataSync(), outputs.grad_logits_zipf);
});

test("equal numbers share the best rank; the first of equal logits has the vote", () => {
  expect(Array.from(ranks(tf.tensor2d([[5, 7, 5, 1, 7]])).dataSync())).toEqual([3, 1, 3, 5, 1]);
  const votes = countVotes(
    tf.tensor3d([
      [
        [0, 2, 2],
        [3, 1, 0],
        [1, 1, 1],
      ],
    ]),
  );
  expect(Array.from(votes.dataSync())).toEqual([2, 1, 0]);
});

test("auxiliary classifiers have a cross-entropy each, and their positions vote", async () => {
  const { loss, createParts } = await zipf.configure({ auxiliary: "yes", auxiliaryWeight: 0.5, zipfWeight: 1 });
  const sizes = { classes: 3, examples: 2, teacherFeatures: [] };
  const features = [
    [4, 4, 2],
    [2, 2, 2],
    [1, 1, 3],
  ];
  const { layers = {} } = await createParts({ ...sizes, features });
  expect(Object.keys(layers)).toEqual(["stage-1", "stage-2"]);
  expect((await (await zipf.configure({})).createParts({ ...sizes, features })).layers).toBeUndefined();

  // Kernels zero and bias 0, log 2, 0: both classifiers answer 1/4, 1/2, 1/4 everywhere, and vote for class 1 sixteen and
  // four times. The last map votes once, for class 2. With the label 0 classes 1 and 2 rank 1 and 2: d = 2/3, 1/3.
  const parts = bindParts({ layers }, createRandom(1));
  for (const [i, variable] of parts.trainable.entries()) {
    variable.assign(i % 2 === 0 ? tf.zerosLike(variable) : tf.tensor1d([0, Math.log(2), 0]));
  }
  // The network's own logits are 0: CE = log 3, q = 1/2, 1/2, KL = log 2 - H(2/3, 1/3).
  const logits = tf.zeros([1, 3]) as tf.Tensor2D;
  const value = loss({
    ...NOTHING_ELSE,
    classify,
    logits: [logits],
    targets: tf.tensor2d([[1, 0, 0]]),
    features: [[tf.zeros([1, 4, 4, 2]), tf.zeros([1, 2, 2, 2]), tf.tensor4d([0, 0, 1], [1, 1, 1, 3])]],
    parts: parts.use,
  });
  const entropy = (2 / 3) * Math.log(3 / 2) + (1 / 3) * Math.log(3);
  expect(value.dataSync()[0]).toBeCloseTo(Math.log(3) + Math.log(2) - entropy + 2 * 0.5 * Math.log(4), 5);
  parts.dispose();
});
