import { expect, test } from "vitest";
import { createRandom } from "../../../src/core/random.ts";
import { cutout, erase } from "../../../src/train/augmentations/cutout.ts";
import { oneHotTargets } from "../../../src/train/one-hot.ts";
import { channelsLast, golden } from "../golden.ts";
import { rowsOf, sampleBatch } from "../sample-batch.ts";

test.each(["inside", "corner", "odd-length", "two-holes"])("%s: the authors' image, given its draws", (name) => {
  const { inputs, options, outputs } = golden(`cutout-${name}`);
  const image = channelsLast(inputs.image_CHW);
  const [, height, width] = inputs.image_CHW.shape;
  const draws: number[] = inputs.centre_draws_row_column;
  expect(draws).toHaveLength(2 * options.n_holes);
  for (let i = 0; i < draws.length; i += 2) {
    erase(image, { height, width }, { row: draws[i], column: draws[i + 1] }, options.length);
  }
  expect(image).toEqual(channelsLast(outputs.image));
});

test("each image loses a square of at most its size, targets stay", () => {
  const batch = sampleBatch(2);
  const targets = oneHotTargets(batch);
  cutout.configure({ cutoutSize: 4 }).apply(batch, targets, createRandom(5));
  expect(targets).toEqual(oneHotTargets(batch));
  const holes = batch.branches.flatMap((branch) =>
    rowsOf(branch, 192).map((image) => image.filter((value) => value === 0).length / 3),
  );
  // The smallest hole is a centre in a corner: two rows by two columns of the four.
  expect(holes.every((pixels) => pixels >= 4 && pixels <= 16)).toBe(true);
  expect(new Set(holes).size).toBeGreaterThan(1);
});
