import "../../src/engine/reference-backend.ts";
import { readFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import type { Batch, Method } from "../../src/train/method.ts";
import { drawBox, paste } from "../../src/train/methods/cutmix.ts";
import { erase } from "../../src/train/methods/cutout.ts";
import { findMethod, METHODS, type MethodId } from "../../src/train/methods/index.ts";
import { blend } from "../../src/train/methods/mixup.ts";

const create = async (id: MethodId, options: Record<string, unknown> = {}): Promise<Method> =>
  (await findMethod(id).load())(options);

/** Image i of a branch is filled with 1 + i in the first and 11 + i in the second. */
function filled(paired: boolean, labels = [0, 1, 2, 0], side = 8): Batch {
  const branch = (base: number) =>
    Float32Array.from({ length: labels.length * side * side * 3 }, (_, k) => base + Math.floor(k / (side * side * 3)));
  return {
    branches: paired ? [branch(1), branch(11)] : [branch(1)],
    labels: Int32Array.from(labels),
    count: labels.length,
    height: side,
    width: side,
    classes: 3,
  };
}

const MOMENT = { epoch: 0, epochs: 240 };
const rowsOf = (values: Float32Array, length: number) =>
  Array.from({ length: values.length / length }, (_, row) =>
    Array.from(values.subarray(row * length, (row + 1) * length)),
  );

describe.each(METHODS.map(({ id }) => id))("%s", (id) => {
  test("targets are distributions, and the same random gives the same batch", async () => {
    const method = await create(id);
    const runs = [0, 1].map(() => {
      const batch = filled(method.sampler === "pair");
      return { targets: method.prepare(batch, createRandom("step"), MOMENT), batch };
    });
    expect(runs[0]).toEqual(runs[1]);
    for (const row of rowsOf(runs[0].targets, 3)) {
      expect(row.reduce((sum, target) => sum + target, 0)).toBeCloseTo(1, 6);
      expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
    }
  });

  test("its options survive being written to a card and given back", async () => {
    const { options } = await create(id);
    expect((await create(id, JSON.parse(JSON.stringify(options)))).options).toEqual(options);
  });

  test("an option that it does not have is refused by name", async () => {
    await expect(create(id, { sparkle: 1 })).rejects.toThrow(InputError);
    await expect(create(id, { sparkle: 1 })).rejects.toThrow(/^`sparkle`:/);
  });

  test("has a title and a source", () => {
    const { title, source } = findMethod(id);
    expect(title.length * source.length).toBeGreaterThan(0);
  });
});

test("an unknown method names the choices", () => {
  expect(() => findMethod("magic")).toThrow(/`method`: expected one of hard-label, .*"magic"/);
});

describe("label smoothing", () => {
  test("by hand: 0.3 over three classes leaves 0.8 at the label and 0.1 elsewhere", async () => {
    const targets = (await create("label-smoothing", { smoothing: 0.3 })).prepare(
      filled(false),
      createRandom(0),
      MOMENT,
    );
    [0.1, 0.8, 0.1].forEach((expected, k) => {
      expect(targets[3 + k]).toBeCloseTo(expected, 6);
    });
  });
});

describe("cutout", () => {
  test("erases rows and columns c - size/2 ... c + size/2 - 1, cut off at the border", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 1, max: 12 }),
        (row, column, size) => {
          const [height, width] = [9, 6];
          const image = new Float32Array(height * width * 3).fill(1);
          erase(image, { height, width }, { row, column, size });
          const from = (centre: number) => centre - Math.floor(size / 2);
          for (let i = 0; i < image.length; i++) {
            const [y, x] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width];
            const inside = y >= from(row) && y < from(row) + size && x >= from(column) && x < from(column) + size;
            expect(image[i]).toBe(inside ? 0 : 1);
          }
        },
      ),
    );
  });

  test("each image loses a square of at most its size, labels stay", async () => {
    const batch = filled(true);
    const targets = (await create("cutout", { cutoutSize: 4 })).prepare(batch, createRandom(5), MOMENT);
    expect(rowsOf(targets, 3)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
    const holes = batch.branches.flatMap((branch) =>
      rowsOf(branch, 192).map((image) => image.filter((v) => v === 0).length / 3),
    );
    // The smallest hole is a centre in a corner: two rows by two columns of the four.
    expect(holes.every((pixels) => pixels >= 4 && pixels <= 16)).toBe(true);
    expect(new Set(holes).size).toBeGreaterThan(1);
  });
});

describe("mixup", () => {
  test("blends rows by lambda with their partners, from the values before", () => {
    const rows = Float32Array.of(1, 0, 0, 1, 4, 4);
    blend(rows, Int32Array.of(1, 2, 0), 0.75);
    expect(Array.from(rows)).toEqual([0.75, 0.25, 1, 1.75, 3.25, 3]);
  });

  test("images and targets are mixed by the same lambda and the same partners", async () => {
    const labels = [0, 1, 2];
    const batch = filled(false, labels);
    const targets = (await create("mixup")).prepare(batch, createRandom(6), MOMENT);
    // Image i holds 1 + its class, so its mean is sum_k target_k (1 + k).
    rowsOf(batch.branches[0], 192).forEach((image, i) => {
      const expected = labels.reduce((sum, k) => sum + targets[i * 3 + k] * (1 + k), 0);
      expect(new Set(image).size).toBe(1);
      expect(image[0]).toBeCloseTo(expected, 5);
    });
    expect(new Set(targets).size).toBeGreaterThan(2);
  });
});

describe("cutmix", () => {
  test("a box has the image's proportions and 1 - lambda of its area, where the border does not cut it", () => {
    // lambda = 3/4: half the height and half the width.
    const boxes = Array.from({ length: 200 }, (_, i) => drawBox({ height: 32, width: 16 }, 0.75, createRandom(i)));
    expect(Math.max(...boxes.map(({ top, bottom }) => bottom - top))).toBe(16);
    expect(Math.max(...boxes.map(({ left, right }) => right - left))).toBe(8);
    for (const { top, bottom, left, right } of boxes) {
      expect(top >= 0 && bottom <= 32 && left >= 0 && right <= 16).toBe(true);
    }
  });

  test("pastes the partner's box and nothing else", () => {
    const batch = filled(false, [0, 1]);
    paste(batch.branches[0], Int32Array.of(1, 0), batch, { top: 2, bottom: 5, left: 1, right: 8 });
    batch.branches[0].forEach((value, k) => {
      const [image, y, x] = [Math.floor(k / 192), Math.floor(k / 24) % 8, Math.floor(k / 3) % 8];
      const inside = y >= 2 && y < 5 && x >= 1;
      expect(value).toBe(1 + (inside ? 1 - image : image));
    });
  });

  test("targets are mixed by exactly the area that was pasted", async () => {
    const method = await create("cutmix", { cutmixP: 1 });
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const labels = [0, 1, 2];
        const batch = filled(false, labels);
        const targets = method.prepare(batch, createRandom(seed), MOMENT);
        rowsOf(batch.branches[0], 192).forEach((image, i) => {
          labels.forEach((k) => {
            const share = image.filter((value) => value === 1 + k).length / 192;
            expect(targets[i * 3 + k]).toBeCloseTo(share, 6);
          });
        });
      }),
      { numRuns: 50 },
    );
  });

  test("never with probability 0", async () => {
    const batch = filled(false);
    (await create("cutmix", { cutmixP: 0 })).prepare(batch, createRandom(1), MOMENT);
    expect(batch).toEqual(filled(false));
  });
});

describe("ipswap", () => {
  const z1 = tf.tensor2d([[2 * Math.log(3), 0]]);
  const z2 = tf.tensor2d([[0, 0]]);
  const y = tf.tensor2d([[1, 0]]);
  // softmax(2 log 3, 0) = (9/10, 1/10), softmax(0, 0) = (1/2, 1/2): CE(z1) + CE(z2) = log(10/9) + log 2 = log(20/9).
  // The distillation at T = 2 is log 3 (derived in losses.test.ts).
  const loss = async (id: MethodId, options: Record<string, unknown>) =>
    (await create(id, options)).loss([z1, z2], y).dataSync()[0];

  test("loss by hand: gamma log(20/9) + alpha log 3", async () => {
    expect(await loss("ipswap", { gamma: 1, alpha: 1, temperature: 2 })).toBeCloseTo(Math.log(20 / 3), 5);
    expect(await loss("ipswap", { gamma: 0.5, alpha: 2, temperature: 2 })).toBeCloseTo(
      0.5 * Math.log(20 / 9) + 2 * Math.log(3),
      5,
    );
  });

  test("loss and gradients are the golden file's", async () => {
    const { inputs, options, outputs } = JSON.parse(
      readFileSync(new URL("../fixtures/methods/ipswap-losses.json", import.meta.url), "utf8"),
    );
    const [rows, classes] = inputs.logits_1.shape;
    const [first, second] = [inputs.logits_1, inputs.logits_2].map(({ data }) => tf.tensor2d(data, [rows, classes]));
    const targets = tf.oneHot(tf.tensor1d(inputs.labels.data ?? inputs.labels, "int32"), classes) as tf.Tensor2D;
    const method = await create("ipswap", options);
    const lossOf = (a: tf.Tensor, b: tf.Tensor) =>
      method.loss([a, b] as tf.Tensor2D[], tf.cast(targets, "float32") as tf.Tensor2D);
    const expected = outputs.symmetric_sum;
    expect(Math.abs(lossOf(first, second).dataSync()[0] / expected.total - 1)).toBeLessThan(1e-6);
    const gradients = tf.grads(lossOf)([first, second]);
    [expected.grad_logits_1, expected.grad_logits_2].forEach(({ data }, branch) => {
      const largest = Math.max(...data.map(Math.abs));
      gradients[branch].dataSync().forEach((value, i) => {
        expect(Math.abs(value - data[i]) / largest).toBeLessThan(1e-6);
      });
    });
  });

  test("swap learns from the first image of a pair alone: CE(z1) = log(10/9)", async () => {
    expect((await create("swap")).learnsFrom).toBe("first");
    expect(await loss("swap", {})).toBeCloseTo(Math.log(10 / 9), 5);
  });

  test("p = 0 leaves the images as they are, p = 1 swaps every pair", async () => {
    const untouched = filled(true);
    (await create("ipswap", { p: 0 })).prepare(untouched, createRandom(2), MOMENT);
    expect(untouched).toEqual(filled(true));
    const swapped = filled(true);
    (await create("ipswap", { p: 1 })).prepare(swapped, createRandom(2), MOMENT);
    rowsOf(swapped.branches[0], 192).forEach((image, pair) => {
      expect(image).toContain(11 + pair);
    });
  });

  test.each(["ipswap+mixup", "ipswap+cutmix"] as const)(
    "%s: one set of targets fits both branches, which swap after mixing",
    async (id) => {
      const options = id === "ipswap+cutmix" ? { cutmixP: 1 } : {};
      const method = await create(id, { ...options, p: 1 });
      const labels = [0, 1, 2];
      const batch = filled(true, labels);
      const targets = method.prepare(batch, createRandom(4), MOMENT);
      for (let i = 0; i < 3; i++) {
        // Both branches of pair i together hold classes in the targets' proportions: branch values are 1 + k and
        // 11 + k, so the mean over the pair is 6 + sum_k target_k k, however the patches were exchanged.
        const pair = batch.branches.map((branch) => branch.subarray(i * 192, (i + 1) * 192));
        const mean = pair.flatMap((image) => Array.from(image)).reduce((sum, value) => sum + value, 0) / 384;
        const expected = 6 + labels.reduce((sum, k) => sum + targets[i * 3 + k] * k, 0);
        expect(mean).toBeCloseTo(expected, 4);
        expect(Math.max(...pair[0])).toBeGreaterThan(10);
      }
    },
  );
});

describe("the beta distribution", () => {
  test.each([0.2, 1, 3])("of shape %f has mean 1/2 and variance 1 / (4 (2 a + 1))", async (shape) => {
    const { drawBeta } = await import("../../src/train/beta.ts");
    const random = createRandom("beta").fork(shape);
    const draws = Array.from({ length: 20_000 }, () => drawBeta(shape, random));
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const variance = draws.reduce((sum, x) => sum + (x - 0.5) ** 2, 0) / draws.length;
    const expected = 1 / (4 * (2 * shape + 1));
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(expected / draws.length));
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.05);
    expect(draws.every((x) => x >= 0 && x <= 1)).toBe(true);
  });
});
