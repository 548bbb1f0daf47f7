import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { expectClose } from "./close.ts";
import { image } from "./kernel-rows/row.ts";

describe.each(["onnx", "cpu"] as const)("gradient of average pooling over the border: %s", async (id) => {
  const engine = await createEngine(id, 1);
  afterAll(() => engine.dispose());

  async function gradient(height: number, width: number, stride: number, dy: readonly number[]): Promise<number[]> {
    const weights = [1, Math.ceil(height / stride), Math.ceil(width / stride), 1] as [number, number, number, number];
    const fn = (x: tf.Tensor) =>
      tf.grad((point) => tf.sum(tf.mul(tf.avgPool(image(point), 3, stride, "same"), tf.tensor4d([...dy], weights))))(x);
    const compiled = await engine.compile(fn, [{ shape: [1, height, width, 1] }]);
    const [values] = await compiled.run(new Float32Array(height * width));
    return [...values];
  }

  test("three by three, by hand: windows at corners have 4 pixels, at edges 6, in the middle 9", async () => {
    const corner = 1 / 4 + 2 / 6 + 1 / 9;
    const edge = 2 / 4 + 3 / 6 + 1 / 9;
    const middle = 4 / 4 + 4 / 6 + 1 / 9;
    expectClose(
      await gradient(3, 3, 1, Array(9).fill(1)),
      [corner, edge, corner, edge, middle, edge, corner, edge, corner],
      1e-6,
    );
  });

  // F.avg_pool2d(x, 3, stride=2, padding=1, count_include_pad=False) of PyTorch 1.13 with the output gradients 1 to 6;
  // TensorFlow 2.12 gives the same for "same".
  test("five by three at stride 2, from PyTorch and TensorFlow", async () => {
    const published = [
      [0.25, 0.75, 0.5],
      [0.75, 1.9166667, 1.1666667],
      [0.5, 1.1666667, 0.6666667],
      [1.75, 3.9166667, 2.1666667],
      [1.25, 2.75, 1.5],
    ];
    const values = await gradient(5, 3, 2, [1, 2, 3, 4, 5, 6]);
    expect(values).toHaveLength(15);
    expectClose(values, published.flat(), 1e-6);
  });
});
