import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import type { Network } from "../../src/model/network.ts";
import { withLogits } from "../../src/model/output-kind.ts";

const logitsOf = (images: tf.Tensor4D): tf.Tensor2D => tf.mul(tf.mean(images, [1, 2]), 3);

function network(forward: Network["forward"]): Network {
  return {
    name: "means",
    sha256: "",
    architecture: "means",
    classes: ["red", "green", "blue"],
    classesStated: true,
    height: 4,
    width: 4,
    normalization: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.2] },
    output: "logits",
    forward,
    dispose: () => {},
  };
}

const image = tf.randomNormal<tf.Rank.R4>([1, 4, 4, 3], 0, 1, "float32", 5);

async function found(forward: Network["forward"]): Promise<Network> {
  const engine = await createEngine("cpu");
  return withLogits(network(forward), engine).finally(() => engine.dispose());
}

test("rows that sum to one are probabilities, and their logarithm has them as its softmax", async () => {
  const read = await found((images) => {
    const exponentials = tf.exp(logitsOf(images));
    return tf.div(exponentials, tf.sum(exponentials, 1, true));
  });
  expect(read.output).toBe("probabilities");
  const expected = tf.softmax(logitsOf(image)).dataSync();
  tf.softmax(read.forward(image))
    .dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 6);
    });
});

test("the mean of two networks' probabilities is one, too", async () => {
  const read = await found((images) =>
    tf.div(tf.add(tf.softmax(logitsOf(images)), tf.softmax(tf.neg(logitsOf(images)))), 2),
  );
  expect(read.output).toBe("probabilities");
});

test("a class without any probability has a finite logarithm", async () => {
  const read = await found((images) => tf.softmax(tf.mul(logitsOf(images), 1e4)));
  expect([...read.forward(image).dataSync()].every(Number.isFinite)).toBe(true);
});

test.each<[string, Network["forward"]]>([
  ["logits", logitsOf],
  ["logarithms of probabilities", (images) => tf.logSoftmax(logitsOf(images))],
  ["a sigmoid for each class", (images) => tf.sigmoid(logitsOf(images))],
])("%s are left as they are", async (_, forward) => {
  const read = await found(forward);
  expect(read.output).toBe("logits");
  expect(read.forward).toBe(forward);
});
