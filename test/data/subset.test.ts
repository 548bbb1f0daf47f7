import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withLabelNoise } from "../../src/data/label-noise.ts";
import { indicesByClass, stratifiedIndices, subset } from "../../src/data/subset.ts";
import { smallDataset } from "./small-dataset.ts";

describe("subset", () => {
  test("has its own records, labels and hash", async () => {
    const whole = await smallDataset([0, 1, 2, 1]);
    const part = await subset(whole, [3, 0]);
    expect(part.count).toBe(2);
    expect([...part.labels]).toEqual([1, 0]);
    expect(part.trueLabels).toBe(part.labels);
    expect([...(await part.read([1, 0, 0]))]).toEqual([0, 0, 0, 3, 3, 3, 3, 3, 3]);
    const bytes = Buffer.from([...Buffer.from("1 1 2\n"), 3, 3, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
    expect(part.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
    await expect(part.read([2])).rejects.toThrow(RangeError);
  });

  test("all records in order are the same set", async () => {
    const whole = await smallDataset([0, 1, 2, 1]);
    expect((await subset(whole, [0, 1, 2, 3])).sha256).toBe(whole.sha256);
  });

  test("keeps true labels beside noisy ones", async () => {
    const noisy = await withLabelNoise(await smallDataset([0, 0, 1, 1]), { kind: "symmetric", rate: 1, seed: 0 });
    const part = await subset(noisy, [0, 2]);
    expect([...part.trueLabels]).toEqual([0, 1]);
    expect([...part.labels]).toEqual([1, 0]);
  });

  test("knows which records of the whole it has, through any number of subsets", async () => {
    const part = await subset(await smallDataset([0, 1, 2, 1]), [3, 0, 2]);
    const smaller = await subset(part, [2, 0]);
    expect([smaller.exampleId(0), smaller.exampleId(1)]).toEqual([{ index: 2 }, { index: 3 }]);
    expect(() => smaller.exampleId(2)).toThrow(RangeError);
  });

  test("of records that are not there", async () => {
    const whole = await smallDataset([0, 1]);
    await expect(subset(whole, [2])).rejects.toThrow(RangeError);
  });
});

describe("stratifiedIndices", () => {
  const anyLabels = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 200 });
  const anyLimit = fc.integer({ min: 1, max: 200 });

  test("are as many as asked for, ascending, each once", () => {
    fc.assert(
      fc.property(anyLabels, anyLimit, fc.integer(), (labels, limit, seed) => {
        const chosen = [...stratifiedIndices(Int32Array.from(labels), 5, limit, seed)];
        expect(chosen.length).toBe(Math.min(limit, labels.length));
        expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
        expect(chosen.every((index) => index >= 0 && index < labels.length)).toBe(true);
      }),
    );
  });

  test("are nested: a larger limit drops none", () => {
    fc.assert(
      fc.property(anyLabels, anyLimit, anyLimit, (labels, a, b) => {
        const choose = (limit: number) => stratifiedIndices(Int32Array.from(labels), 5, limit, 7);
        const larger = new Set(choose(Math.max(a, b)));
        expect([...choose(Math.min(a, b))].every((index) => larger.has(index))).toBe(true);
      }),
    );
  });

  test("keep every class's share: classes of equal size differ by at most one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), anyLimit, fc.integer(), (each, limit, seed) => {
        const labels = Int32Array.from({ length: 5 * each }, (_, i) => i % 5);
        const chosen = stratifiedIndices(labels, 5, limit, seed);
        const counts = indicesByClass(
          chosen.map((index) => labels[index]),
          5,
        ).map((members) => members.length);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("keep the share of a class three times as frequent", () => {
    const labels = Int32Array.from({ length: 400 }, (_, i) => (i < 300 ? 0 : 1));
    const chosen = stratifiedIndices(labels, 2, 40, 1);
    expect(Math.abs(chosen.filter((index) => labels[index] === 0).length - 30)).toBeLessThanOrEqual(1);
  });

  test("depend on the seed", () => {
    const labels = new Int32Array(1000);
    const choose = (seed: number) => [...stratifiedIndices(labels, 1, 10, seed)];
    expect(choose(1)).toEqual(choose(1));
    expect(choose(1)).not.toEqual(choose(2));
  });

  test("the example of the documentation", () => {
    const chosen = stratifiedIndices(Int32Array.of(0, 0, 1, 1), 2, 2, 0);
    expect(chosen.length).toBe(2);
    expect([...chosen].map((index) => Math.floor(index / 2))).toEqual([0, 1]);
  });

  test.for([0, -1, 1.5, Number.NaN])("a limit of %s is refused", (limit) => {
    expect(() => stratifiedIndices(Int32Array.of(0), 1, limit, 0)).toThrow(
      /`limit`: expected a whole number of at least 1/,
    );
  });
});
