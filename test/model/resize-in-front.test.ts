import * as tf from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import type { Network } from "../../src/model/network.ts";
import { resizeInFront } from "../../src/model/resize-in-front.ts";

/** Gives back the first channel of what it is shown. */
function mirror(height: number, width: number): Network {
  return {
    name: "mirror",
    sha256: "",
    architecture: "mirror",
    classes: Array.from({ length: height * width }, String),
    classesStated: true,
    height,
    width,
    normalization: { mean: [0, 0, 0], std: [1, 1, 1] },
    output: "logits",
    forward: (images) => {
      const [red] = tf.split(images, 3, 3);
      return tf.reshape(red, [images.shape[0], height * width]);
    },
    dispose: () => {},
  };
}

const grey = (values: number[]) => Float32Array.from(values.flatMap((value) => [value, value, value]));

test("enlarges as PyTorch does: the example of nn.Upsample, bilinear, in its documentation", async () => {
  const images = { height: 2, width: 2, name: "not a network's" };
  const network = resizeInFront(mirror(4, 4), images);
  expect(network).toMatchObject({ name: "mirror", height: 2, width: 2, resizedTo: { height: 4, width: 4 } });
  for (const id of ["cpu", "onnx"] as const) {
    const engine = await createEngine(id);
    const forward = await engine.compile((x) => network.forward(x as tf.Tensor4D), [{ shape: [1, 2, 2, 3] }]);
    const [values] = await forward.run(grey([1, 2, 3, 4]));
    expect([...values]).toEqual([1, 1.25, 1.75, 2, 1.5, 1.75, 2.25, 2.5, 2.5, 2.75, 3.25, 3.5, 3, 3.25, 3.75, 4]);
    await engine.dispose();
  }
});

test("the gradient of the sum is each pixel's share of the larger image", async () => {
  const network = resizeInFront(mirror(6, 4), { height: 3, width: 2 });
  const images = tf.tensor4d(grey([1, 2, 3, 4, 5, 6]), [1, 3, 2, 3]);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(network.forward(x as tf.Tensor4D)))(images);
  const red = [...gradient.dataSync()].filter((_, i) => i % 3 === 0);
  // Twice as many pixels in both directions: each counts four times.
  for (const value of red) expect(value).toBeCloseTo(4, 5);
});

test("a network of the images' size is left alone, and one for smaller images is refused", () => {
  const network = mirror(4, 4);
  expect(resizeInFront(network, { height: 4, width: 4 })).toBe(network);
  expect(() => resizeInFront(network, { height: 8, width: 8 })).toThrow(/`imageSize`/);
});
