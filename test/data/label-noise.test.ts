import { describe, expect, test } from "vitest";
import { withLabelNoise } from "../../src/data/label-noise.ts";
import { smallDataset } from "./small-dataset.ts";

/** 10 classes of 50, in superclasses of 1, 2, 3 and 4 classes. */
const OF = [0, 1, 1, 2, 2, 2, 3, 3, 3, 3];
const balanced = () =>
  smallDataset(
    Array.from({ length: 500 }, (_, i) => i % 10),
    OF,
  );
const changes = ({ labels, trueLabels }: { labels: Int32Array; trueLabels: Int32Array }) =>
  [...labels.keys()].filter((i) => labels[i] !== trueLabels[i]);

describe("symmetric", () => {
  // int(rate N / C) per class, worked by hand: 0.2 * 500 / 10 = 10, 0.33 * 500 / 10 = 16.5, ...
  test.for([
    [0, 0],
    [0.2, 10],
    [0.33, 16],
    [0.8, 40],
    [1, 50],
  ])("at rate %s moves exactly %s of each class", async ([rate, each]) => {
    const noisy = await withLabelNoise(await balanced(), { kind: "symmetric", rate, seed: 3 });
    for (let label = 0; label < 10; label++) {
      expect(changes(noisy).filter((i) => noisy.trueLabels[i] === label).length).toBe(each);
    }
    expect([...noisy.trueLabels]).toEqual(Array.from({ length: 500 }, (_, i) => i % 10));
  });

  test("draws the other classes evenly", async () => {
    const dataset = await smallDataset(Array.from({ length: 9000 }, (_, i) => i % 3));
    const noisy = await withLabelNoise(dataset, { kind: "symmetric", rate: 1, seed: 0 });
    const to1 = [...noisy.labels].filter((label, i) => i % 3 === 0 && label === 1).length;
    // Binomial, 3000 draws of 1/2: standard deviation 27.4; five of them.
    expect(Math.abs(to1 - 1500)).toBeLessThan(137);
  });

  test("in classes of differing size, each loses the same share", async () => {
    const dataset = await smallDataset([...Array(40).fill(0), ...Array(10).fill(1)]);
    const noisy = await withLabelNoise(dataset, { kind: "symmetric", rate: 0.5, seed: 0 });
    const lost = [0, 1].map((label) => changes(noisy).filter((i) => noisy.trueLabels[i] === label).length);
    expect(lost).toEqual([20, 5]);
  });
});

describe("asymmetric", () => {
  test("stays within the superclass and leaves a class alone in its own", async () => {
    const noisy = await withLabelNoise(await balanced(), { kind: "asymmetric", rate: 0.4, seed: 3 });
    const changed = changes(noisy);
    for (const i of changed) expect(OF[noisy.labels[i]]).toBe(OF[noisy.trueLabels[i]]);
    const perClass = OF.map((_, label) => changed.filter((i) => noisy.trueLabels[i] === label).length);
    expect(perClass).toEqual([0, 20, 20, 20, 20, 20, 20, 20, 20, 20]);
  });

  test("needs superclasses", async () => {
    const dataset = await smallDataset([0, 1]);
    await expect(withLabelNoise(dataset, { kind: "asymmetric", rate: 0.4, seed: 0 })).rejects.toThrow(
      /expected superclasses, but got none in small/,
    );
  });
});

test("equal seeds, equal labels and hash; another seed, others", async () => {
  const dataset = await balanced();
  const noise = (seed: number) => withLabelNoise(dataset, { kind: "symmetric", rate: 0.4, seed });
  const [a, again, other] = await Promise.all([noise(1), noise(1), noise(2)]);
  expect([...a.labels]).toEqual([...again.labels]);
  expect(a.sha256).toBe(again.sha256);
  expect(a.sha256).not.toBe(dataset.sha256);
  expect([...other.labels]).not.toEqual([...a.labels]);
});

test("a higher rate changes the same examples in the same way, and more", async () => {
  const dataset = await balanced();
  const [low, high] = await Promise.all(
    [0.2, 0.6].map((rate) => withLabelNoise(dataset, { kind: "symmetric", rate, seed: 5 })),
  );
  for (const i of changes(low)) expect(high.labels[i]).toBe(low.labels[i]);
  expect(changes(high).length).toBe(3 * changes(low).length);
});

test("test labels, a second helping and odd rates are refused", async () => {
  const dataset = await balanced();
  const noise = { kind: "symmetric", rate: 0.2, seed: 0 } as const;
  await expect(withLabelNoise({ ...dataset, split: "test" }, noise)).rejects.toThrow(
    /expected the train split.*Test labels stay true/,
  );
  const noisy = await withLabelNoise(dataset, noise);
  await expect(withLabelNoise(noisy, noise)).rejects.toThrow(/one that has noise already/);
  for (const rate of [-0.1, 1.1, Number.NaN]) {
    await expect(withLabelNoise(dataset, { ...noise, rate })).rejects.toThrow(/expected a rate in \[0, 1\]/);
  }
});
