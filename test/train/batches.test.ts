import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/core/dataset.ts";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import { createBatches } from "../../src/train/batches.ts";
import { cropAndNormalize, drawCrop, normalizationTable } from "../../src/train/crop.ts";
import { pairWithAnother, pairWithAny } from "../../src/train/pairing.ts";
import type { SamplerId } from "../../src/train/sampler.ts";
import { tinyDataset } from "./tiny-dataset.ts";

const IDENTITY = { mean: [0, 0, 0], std: [1 / 255, 1 / 255, 1 / 255] } as const;

describe("pairing", () => {
  test("partners are another image of the same class, whatever the labels", () => {
    const labels = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(labels, fc.integer(), (some, seed) => {
        const all = Int32Array.from([...some, ...some]);
        const pairing = pairWithAnother(all, ["a", "b", "c", "d"]);
        all.forEach((label, index) => {
          const partner = pairing(index, createRandom(seed).fork(index));
          expect(partner).not.toBe(index);
          expect(all[partner]).toBe(label);
        });
      }),
    );
  });

  test("with any of the class, the image itself is as likely as the others", () => {
    const pairing = pairWithAny(Int32Array.of(0, 1, 0, 0, 1), ["a", "b"]);
    const draws = Array.from({ length: 3000 }, (_, i) => pairing(2, createRandom(i)));
    for (const index of [0, 2, 3]) {
      // A binomial count with probability 1/3, five standard deviations.
      const count = draws.filter((drawn) => drawn === index).length;
      expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(3000 * (2 / 9)));
    }
    expect(pairWithAny(Int32Array.of(0, 1), ["a", "b"])(1, createRandom(0))).toBe(1);
  });

  test("every other image of the class is met", () => {
    const pairing = pairWithAnother(Int32Array.of(0, 1, 0, 0, 1, 0), ["a", "b"]);
    const met = new Set(Array.from({ length: 200 }, (_, i) => pairing(2, createRandom(i))));
    expect([...met].sort()).toEqual([0, 3, 5]);
  });

  test("a class with a single image is refused by name, an absent class is not", () => {
    expect(() => pairWithAnother(Int32Array.of(0, 1, 0), ["ant", "bee"])).toThrow(InputError);
    expect(() => pairWithAnother(Int32Array.of(0, 1, 0), ["ant", "bee"])).toThrow(/"bee": expected at least two/);
    expect(pairWithAnother(Int32Array.of(0, 0), ["ant", "bee"])(0, createRandom(0))).toBe(1);
  });
});

describe("cropAndNormalize", () => {
  const size = { height: 2, width: 3 };
  const source = Uint8Array.from({ length: 18 }, (_, i) => i + 1);
  const red = (crop: { down: number; right: number; mirrored: boolean }) => {
    const target = new Float32Array(18).fill(Number.NaN);
    cropAndNormalize(source, target, size, crop, normalizationTable(IDENTITY));
    return Array.from(target)
      .filter((_, i) => i % 3 === 0)
      .map(Math.round);
  };

  test("by hand", () => {
    // Red values: 1 4 7 / 10 13 16.
    expect(red({ down: 0, right: 0, mirrored: false })).toEqual([1, 4, 7, 10, 13, 16]);
    expect(red({ down: 0, right: 0, mirrored: true })).toEqual([7, 4, 1, 16, 13, 10]);
    expect(red({ down: 1, right: 0, mirrored: false })).toEqual([10, 13, 16, 0, 0, 0]);
    expect(red({ down: -1, right: 2, mirrored: false })).toEqual([0, 0, 0, 7, 0, 0]);
    // The crop is taken first and then mirrored.
    expect(red({ down: 0, right: 1, mirrored: true })).toEqual([0, 7, 4, 0, 16, 13]);
  });

  test("the border is black before normalisation", () => {
    const target = new Float32Array(18);
    const table = normalizationTable({ mean: [0.5, 0.25, 0], std: [0.5, 0.25, 1] });
    cropAndNormalize(source, target, size, { down: 4, right: 0, mirrored: false }, table);
    expect(Array.from(target.subarray(0, 3))).toEqual([-1, -1, 0]);
  });

  test("all 81 crops and both mirrorings are drawn", () => {
    const drawn = new Set(Array.from({ length: 3000 }, (_, i) => JSON.stringify(drawCrop(createRandom(i)))));
    expect(drawn.size).toBe(162);
  });
});

describe("batches", () => {
  const dataset = tinyDataset(10);
  const batches = (sampler: SamplerId, batch: number, set: Dataset = dataset) =>
    createBatches(set, { batch, sampler, normalization: IDENTITY, random: createRandom(1) });

  /** The tiny set paints image i in the colour 10 (i + 1): the largest value of a crop says which image it was. */
  const imagesOf = (images: Float32Array, count: number) =>
    Array.from({ length: count }, (_, i) => Math.round(Math.max(...images.subarray(i * 192, (i + 1) * 192)) / 10) - 1);

  test("an epoch meets every image once, and fills its last batch from its start", async () => {
    const { steps, read } = batches("single", 4);
    expect(steps).toBe(3);
    const order: number[] = [];
    for (let step = 0; step < steps; step++) order.push(...imagesOf((await read(0, step)).images, 4));
    expect([...order.slice(0, 10)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(order.slice(10)).toEqual(order.slice(0, 2));
    expect(imagesOf((await read(1, 0)).images, 4)).not.toEqual(order.slice(0, 4));
  });

  test("pairs are different images of the label's class", async () => {
    const { read } = batches("pair", 5);
    for (const step of [0, 1]) {
      const { images, branches, labels } = await read(3, step);
      const shown = imagesOf(images, 10);
      labels.forEach((label, i) => {
        expect(dataset.labels[shown[i]]).toBe(label);
        expect(dataset.labels[shown[5 + i]]).toBe(label);
        expect(shown[5 + i]).not.toBe(shown[i]);
      });
      expect(branches.map(({ length }) => length)).toEqual([960, 960]);
      branches[1][0] = 77;
      expect(images[960]).toBe(77);
    }
  });

  test("two views are the same images, cropped and flipped on their own", async () => {
    const { images, branches } = await batches("views", 10).read(2, 0);
    const shown = imagesOf(images, 20);
    expect(shown.slice(10)).toEqual(shown.slice(0, 10));
    expect(branches[1]).not.toEqual(branches[0]);
  });

  test("the last batch is seen again, other crops and flips, also across an epoch's end", async () => {
    const { read, steps } = batches("last-batch", 4);
    expect(steps).toBe(3);
    let last = await read(0, 0);
    expect(imagesOf(last.branches[1], 4)).toEqual(imagesOf(last.branches[0], 4));
    const positions: [number, number][] = [
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
    ];
    let cropped = 0;
    for (const [epoch, step] of positions) {
      const batch = await read(epoch, step);
      expect(imagesOf(batch.branches[1], 4)).toEqual(imagesOf(last.branches[0], 4));
      cropped += batch.branches[1].filter((value, i) => value !== last.branches[0][i]).length;
      last = batch;
    }
    expect(cropped).toBeGreaterThan(0);
  });

  test("a batch depends on its epoch and step alone, and first images are the same with and without partners", async () => {
    const fresh = batches("pair", 4);
    const later = await fresh.read(5, 2);
    await fresh.read(0, 0);
    const again = await batches("pair", 4).read(5, 2);
    expect(again.images).toEqual(later.images);
    expect((await batches("single", 4).read(5, 2)).images).toEqual(later.branches[0]);
  });
});
