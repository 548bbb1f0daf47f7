import { describe, expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { AUGMENTATIONS, findAugmentation } from "../../../src/train/augmentations/index.ts";
import { oneHotTargets } from "../../../src/train/one-hot.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

describe.each(AUGMENTATIONS)("$id", (augmentation) => {
  test.each([1, 2])(
    "on %i branches: targets stay distributions, and the same random gives the same batch",
    (branches) => {
      const runs = [0, 1].map(() => {
        const batch = sampleBatch(branches);
        const targets = oneHotTargets(batch);
        augmentation.configure({}).apply(batch, targets, createRandom("step"));
        return { targets, batch };
      });
      expect(runs[0]).toEqual(runs[1]);
      for (const row of rowsOf(runs[0].targets, 3)) {
        expect(row.reduce((sum, target) => sum + target, 0)).toBeCloseTo(1, 6);
        expect(Math.min(...row)).toBeGreaterThanOrEqual(0);
      }
    },
  );

  test("its options survive being written to a card and given back", () => {
    const { options } = augmentation.configure({});
    expect(augmentation.configure(JSON.parse(JSON.stringify(options))).options).toEqual(options);
  });

  test("an option that it does not have is refused by name", () => {
    expect(() => augmentation.configure({ sparkle: 1 })).toThrow(/^`sparkle`:/);
  });
});

test("none changes nothing", () => {
  const batch = sampleBatch(2);
  findAugmentation("none").configure({}).apply(batch, oneHotTargets(batch), createRandom(0));
  expect(batch).toEqual(sampleBatch(2));
});

test("an unknown augmentation names the choices", () => {
  expect(() => findAugmentation("magic")).toThrow(/`augment`: expected one of none, cutout, .*"magic"/);
});
