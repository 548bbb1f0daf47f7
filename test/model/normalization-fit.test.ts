import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import type { Normalization } from "../../src/core/classifier.ts";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import { createEngine } from "../../src/engine/index.ts";
import { NORMALIZATIONS, parseNormalization } from "../../src/import/shared/normalization.ts";
import type { Network } from "../../src/model/network.ts";
import { fitNormalization } from "../../src/model/normalization-fit.ts";

/** Tells images whose pixels are above the middle from the others: on pixels in [-1, 1], by their sign. */
function signNetwork(normalization: Normalization): Network {
  return {
    name: "sign",
    sha256: "",
    architecture: "sign",
    classes: ["dark", "light"],
    classesStated: true,
    height: 2,
    width: 2,
    normalization,
    output: "logits",
    forward: (images) => {
      const mean = tf.mean(images, [1, 2, 3]);
      return tf.stack([tf.neg(mean), mean], 1) as tf.Tensor2D;
    },
    dispose: () => {},
  };
}

async function fitOf(normalization: Normalization) {
  const random = createRandom(1);
  const labels = Array.from({ length: 64 }, (_, i) => i % 2);
  const images = Float32Array.from(
    labels.flatMap((label) => {
      const value = 0.5 + (label === 1 ? 1 : -1) * 0.01 * (0.1 + random.uniform());
      return new Array<number>(12).fill(value);
    }),
  );
  const engine = await createEngine("cpu");
  try {
    return await fitNormalization(signNetwork(normalization), engine, { images, labels });
  } finally {
    await engine.dispose();
  }
}

describe("fitNormalization", () => {
  test("names the one that fits much better", async () => {
    const found = await fitOf(NORMALIZATIONS.none);
    // Pixels in [0, 1] are all above zero: every image is called light.
    expect(found.own).toBe(0.5);
    expect(found.better).toEqual({ id: "half", accuracy: 1 });
  });

  test("is content with the right one", async () => {
    const found = await fitOf(NORMALIZATIONS.half);
    expect(found.own).toBe(1);
    expect(found.better).toBeUndefined();
    expect(found.others[0]).toEqual({ id: "half", accuracy: 1 });
  });
});

describe("parseNormalization", () => {
  test("takes names and numbers", () => {
    expect(parseNormalization("cifar100")).toBe(NORMALIZATIONS.cifar100);
    expect(parseNormalization("0.5, 0.5,0.5/0.25,0.25,0.25")).toEqual({
      mean: [0.5, 0.5, 0.5],
      std: [0.25, 0.25, 0.25],
    });
  });

  test.each([
    "cifar",
    "",
    "1,2,3",
    "0.5,0.5,0.5/0.2,0.2",
    "0.5,0.5,0.5/0.2,0.2,0",
    "0.5,0.5,0.5/0.2,0.2,-1",
    "0.5,,0.5/0.2,0.2,0.2",
    "a,b,c/d,e,f",
    "0.5,0.5,0.5/0.2,0.2,0.2/1",
    "toString",
  ])("refuses %j", (text) => {
    expect(() => parseNormalization(text)).toThrow(InputError);
  });

  test("says what to do with values for 0...255", () => {
    expect(() => parseNormalization("125,123,114/63,62,67")).toThrow(/Divide values for pixels in 0\.\.\.255 by 255/);
  });
});
