import { expect, test } from "vitest";
import { createRandom } from "../../src/core/random.ts";
import { findAugmentation } from "../../src/train/augmentations/index.ts";
import { findMethod } from "../../src/train/methods/index.ts";
import { prepareBatch } from "../../src/train/prepare-batch.ts";
import { rowsOf, sampleBatch } from "./sample-batch.ts";

const FIRST_EPOCH = { epoch: 0, epochs: 240 };

test.each(["mixup", "cutmix"])(
  "ipswap with %s: one set of targets fits both branches, which are swapped after mixing",
  async (id) => {
    const augmentation = findAugmentation(id).configure(id === "cutmix" ? { cutmixP: 1 } : {});
    const method = await findMethod("ipswap").configure({ p: 1 });
    const labels = [0, 1, 2];
    const batch = sampleBatch(2, labels);
    const targets = prepareBatch(batch, method, augmentation, createRandom(4), FIRST_EPOCH);
    for (let i = 0; i < 3; i++) {
      // Both branches of pair i together hold classes in the targets' proportions: branch values are 1 + k and 11 + k,
      // so the mean over the pair is 6 + sum_k target_k k, however the patches were exchanged.
      const pair = batch.branches.map((branch) => branch.subarray(i * 192, (i + 1) * 192));
      const mean = pair.flatMap((image) => Array.from(image)).reduce((sum, value) => sum + value, 0) / 384;
      const expected = 6 + labels.reduce((sum, k) => sum + targets[i * 3 + k] * k, 0);
      expect(mean).toBeCloseTo(expected, 4);
      expect(Math.max(...pair[0])).toBeGreaterThan(10);
    }
  },
);

test("an augmentation mixes the targets of the method: smoothed labels stay smoothed", async () => {
  const augmentation = findAugmentation("mixup").configure({});
  const method = await findMethod("label-smoothing").configure({ smoothing: 0.3 });
  const batch = sampleBatch(1, [0, 1, 2]);
  const targets = prepareBatch(batch, method, augmentation, createRandom(6), FIRST_EPOCH);
  // Image i was filled with 1 + its class k. A target is 0.1 + 0.7 times the share of k in the mixed image, so that
  // sum_k target_k (1 + k) = 0.1 * 6 + 0.7 times the image's value.
  rowsOf(targets, 3).forEach((row, i) => {
    const value = batch.branches[0][i * 192];
    expect(row.reduce((sum, target, k) => sum + target * (1 + k), 0)).toBeCloseTo(0.6 + 0.7 * value, 5);
    expect(Math.min(...row)).toBeGreaterThan(0.0999);
  });
  expect(new Set(targets).size).toBeGreaterThan(2);
});
