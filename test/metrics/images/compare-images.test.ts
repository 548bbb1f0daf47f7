import { describe, expect, test } from "vitest";
import { compareImages } from "../../../metrics/images/compare-images.ts";
import { aacc } from "../../../metrics/segmentation/aacc.ts";
import { poolSegmentation, type SegmentationCounts } from "../../../metrics/segmentation/counts.ts";

/** Images of ten pixels of class 0, so many of them right. */
const rightOf = (right: readonly number[]): SegmentationCounts => ({
  classes: 2,
  images: right.length,
  confusion: Float64Array.from(right.flatMap((n) => [n, 10 - n, 0, 0, 0, 0, 0, 0, 0])),
});

describe("two models on the same images", () => {
  test("exact permutation p by hand", () => {
    // Differences 1, 2 and 3 of ten pixels. Of 8 exchanges two give a mean as far from 0 as the observed: p = 2/8.
    const [difference] = compareImages([rightOf([5, 5, 5]), rightOf([6, 7, 8])], poolSegmentation, [aacc]);
    expect(difference).toMatchObject({ id: "aacc", p: 0.25, adjustedP: 0.25, verdict: "inconclusive" });
    expect(difference.difference).toBeCloseTo(0.2, 12);
    // Means of three draws from 0.1, 0.2, 0.3 lie between these.
    expect(difference.interval[0]).toBeGreaterThanOrEqual(0.1 - 1e-12);
    expect(difference.interval[1]).toBeLessThanOrEqual(0.3 + 1e-12);
  });

  test("a model against itself", () => {
    const [difference] = compareImages([rightOf([5, 6]), rightOf([5, 6])], poolSegmentation, [aacc]);
    expect(difference).toMatchObject({ difference: 0, p: 1, interval: [0, 0] });
  });

  test("other images are refused", () => {
    expect(() => compareImages([rightOf([5]), rightOf([5, 6])], poolSegmentation, [aacc])).toThrow(/the same 1 images/);
  });
});
