import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { NORMALIZATIONS, parseNormalization } from "../../src/import/shared/normalization.ts";
import { type OpenOptions, openNetwork } from "../../src/model/open-network.ts";

/** Small models of the kind that people have: they tell images by their mean colour. */
const path = (name: string) => fileURLToPath(new URL(`../fixtures/cases/${name}`, import.meta.url));
const open = (name: string, options: OpenOptions = {}) =>
  openNetwork(path(name), { normalization: NORMALIZATIONS.none, ...options });

beforeAll(async () => {
  await createEngine("cpu");
});

/** Two images of 8 x 8, black and white. */
const blackAndWhite = () => tf.tile(tf.tensor4d([0, 1], [2, 1, 1, 1]), [1, 8, 8, 3]);

const near = (rows: number[][]) => rows.map((row) => row.map((value) => expect.closeTo(value, 4)));

async function answers(name: string): Promise<number[][]> {
  const network = await open(name);
  const logits = tf.tidy(() => network.forward(blackAndWhite() as tf.Tensor4D).arraySync());
  network.dispose();
  return logits;
}

describe("models that people have", () => {
  test("features and logits: the output that fits the classes of the data", async () => {
    const network = await open("features-then-logits.onnx", { classCount: 3 });
    expect(network.classes).toHaveLength(3);
    expect(network.taken).toEqual({ output: { name: "logits", others: ["features"] } });
    expect(network.notes).toEqual(["Output logits was taken, not features: `output` chooses."]);
  });

  test("a single probability tells two classes apart", async () => {
    const network = await open("sigmoid1.onnx");
    expect(network).toMatchObject({ classes: ["class 0", "class 1"], output: "probabilities" });
    expect(network.notes).toEqual([expect.stringMatching(/one probability for each image.*second of two classes/)]);
    // The file's score is 80 times the mean pixel minus 40.
    expect(await answers("sigmoid1.onnx")).toEqual(
      near([
        [0, -40],
        [0, 40],
      ]),
    );
  });

  test("minus infinity around an image, in front of its maxima, is no damage", async () => {
    // Scores of 0, 40 and 80 times the mean of the maxima, minus 0, 10 and 40.
    expect(await answers("maxpool-same-neginf.onnx")).toEqual(
      near([
        [0, -10, -40],
        [0, 30, 40],
      ]),
    );
  });

  test("one channel: a mean and a deviation are those of each", () => {
    expect(parseNormalization("0.1307/0.3081")).toEqual({
      mean: [0.1307, 0.1307, 0.1307],
      std: [0.3081, 0.3081, 0.3081],
    });
    expect(() => parseNormalization("0.1,0.2/0.3")).toThrow(/mean,mean,mean/);
  });

  test("one channel: the gradient is that of the first, and the others have none", async () => {
    const network = await open("one-channel.onnx");
    expect(network.channels).toBe(1);
    const images = tf.fill([1, 8, 8, 3], 0.25) as tf.Tensor4D;
    const top = (x: tf.Tensor) => tf.sum(tf.slice(network.forward(x as tf.Tensor4D), [0, 1], [1, 1]));
    const [first, second, third] = tf.tidy(() =>
      tf.unstack(tf.reshape(tf.grad(top)(images), [64, 3]), 1).map((slopes) => slopes.arraySync() as number[]),
    );
    // Class 1 has 40 times the mean of 64 pixels, less 10 (its weights are those of the file).
    expect(first).toEqual(new Array(64).fill(expect.closeTo(40 / 64, 4)));
    expect([...second, ...third].every((slope) => slope === 0)).toBe(true);
    expect(tf.tidy(() => network.forward(images).arraySync())[0][1]).toBeCloseTo(40 * 0.25 - 10, 4);
    network.dispose();
  });

  test("Keras' slices of images: five images are answered as they are in twos", async () => {
    const network = await open("keras-slice.keras");
    const images = tf.randomUniform([5, 8, 8, 3], 0, 1, "float32", 1) as tf.Tensor4D;
    const [five, two] = tf.tidy(() => [
      network.forward(images).arraySync(),
      network.forward(tf.slice(images, [2], [2]) as tf.Tensor4D).arraySync(),
    ]);
    network.dispose();
    expect(five.slice(2, 4)).toEqual(near(two));
  });

  test("Teachable Machine's names of the classes", async () => {
    expect(await open("teachable-machine")).toMatchObject({ classes: ["no mask", "mask"], classesStated: true });
  });
});
