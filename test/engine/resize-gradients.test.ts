import * as tf from "@tensorflow/tfjs-core";
import { afterAll, describe, expect, test } from "vitest";
import { createEngine } from "../../src/engine/index.ts";
import { expectClose } from "./close.ts";
import { image } from "./kernel-rows/row.ts";

const [BILINEAR, NEAREST] = [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor];

/**
 * Gradients of PyTorch 1.13 with respect to an image [1, 2, 3, 2] (channels last) of sum(y * dy), dy[i] = 7 i mod 5 - 2:
 * F.interpolate(x, size, mode="bilinear", align_corners=False | True), mode="nearest" and mode="nearest-exact".
 */
const PUBLISHED = [
  [BILINEAR, [4, 5], false, true, [-1.6, -1.2, 3.6, -3.2, -2, 4.4, -1.6, -1.2, 3.6, -3.2, -2, 4.4]],
  [BILINEAR, [4, 5], true, false, [-2, -1, 4, -3, -2, 4, -2, -1, 4, -3, -2, 4]],
  [NEAREST, [4, 5], false, false, [0, -2, 2, 0, -2, 2, 0, -2, 2, 0, -2, 2]],
  [NEAREST, [4, 5], false, true, [0, -2, 2, -4, -2, 6, 0, -2, 2, -4, -2, 6]],
  [BILINEAR, [3, 2], false, true, [-1.125, -0.75, 0.125, -0.25, 1.5, 0, -0.375, 0, -0.625, 0.25, -1.5, 0.75]],
  [BILINEAR, [3, 2], true, false, [-1.5, -1, 0, 0, 2, 0, -0.5, 0, 0, 0, -2, 1]],
  [NEAREST, [3, 2], false, false, [-1, -2, 2, 1, 0, 0, -1, 1, -2, 0, 0, 0]],
  [NEAREST, [3, 2], false, true, [-2, 0, 0, 0, 2, -1, 0, -1, 0, 0, -2, 2]],
] as const;

describe.each(["onnx", "cpu"] as const)("gradients of resizing are PyTorch's: %s", async (id) => {
  const engine = await createEngine(id, 1);
  afterAll(() => engine.dispose());

  test.each(PUBLISHED)("%#", async (resize, [height, width], alignCorners, halfPixelCenters, published) => {
    const slopes = Array.from({ length: height * width * 2 }, (_, i) => ((7 * i) % 5) - 2);
    const weighted = (x: tf.Tensor) =>
      tf.sum(
        tf.mul(
          resize(image(x), [height, width], alignCorners, halfPixelCenters),
          tf.tensor4d(slopes, [1, height, width, 2]),
        ),
      );
    const compiled = await engine.compile((x) => tf.grad(weighted)(x), [{ shape: [1, 2, 3, 2] }]);
    const [gradient] = await compiled.run(new Float32Array(12));
    await compiled.dispose();
    expect(gradient).toHaveLength(published.length);
    expectClose([...gradient], [...published], 1e-6);
  });
});
