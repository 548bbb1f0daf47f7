import { describe, expect, test } from "vitest";
import { drawAll, measureImages } from "../../../metrics/images/drawn.ts";
import { valuesByImage } from "../../../metrics/images/image-wise.ts";
import { type LabelRules, labelCounter } from "../../../metrics/segmentation/count-labels.ts";
import { collectSegmentation, type SegmentationCounts } from "../../../metrics/segmentation/counts.ts";
import { segmentationMetrics, segmentationMetricsFor } from "../../../metrics/segmentation/metrics.ts";
import { miou } from "../../../metrics/segmentation/miou.ts";
import { accuracyOf, iouOf, overlapOf } from "../../../metrics/segmentation/overlap.ts";
import { segmentationVariantMetrics } from "../../../metrics/segmentation/variants.ts";
import { expectClose, type GoldenMaps, goldenDense, orNull } from "./golden.ts";

function countsOf({ truth, prediction }: GoldenMaps, rules: LabelRules) {
  const count = labelCounter(rules);
  const parts = truth.map((map, i) => ({ confusion: count(map.flat(), prediction[i].flat()) }));
  return collectSegmentation(rules.classes, parts);
}

const values = (counts: ReturnType<typeof countsOf>, variant = "mmsegmentation") =>
  measureImages(counts, segmentationMetricsFor(counts, segmentationVariantMetrics(variant)));

describe.each(["seg-1-void-border-absent-class", "seg-2-predicted-but-absent", "seg-3-voc-21"])("%s", (name) => {
  const golden = goldenDense(name);
  const { expected, classes } = golden;
  const counts = countsOf(golden, { classes });
  const overlap = overlapOf(drawAll(counts));

  test("counts as scikit-learn does", () => {
    const width = classes + 1;
    const sums = (expected["sklearn-confusion"] as number[][]).map((row, i) =>
      row.map((_, j) => {
        let sum = 0;
        for (let image = 0; image < counts.images; image++) sum += counts.confusion[(image * width + i) * width + j];
        return sum;
      }),
    );
    expect(sums).toEqual(expected["sklearn-confusion"]);
  });

  test.each(["mmsegmentation-0.x", "chainercv"])("classes as %s", (source) => {
    // chainercv's matrix ends at the largest label that it met.
    const padded = (list: (number | null)[]) => [...list, ...Array(classes - list.length).fill(null)];
    expect(expectClose(orNull(iouOf(overlap)), padded(expected[source].IoU))).toEqual([]);
    expect(expectClose(orNull(accuracyOf(overlap)), padded(expected[source].Acc))).toEqual([]);
  });

  test.each(["mmsegmentation-0.x", "chainercv", "VainF", "jfzhang95"])("means as %s", (source) => {
    const { miou, macc, aacc } = values(counts);
    const { mIoU, mAcc, aAcc } = expected[source];
    expect(expectClose([miou, macc, aacc], [mIoU, mAcc, aAcc])).toEqual([]);
  });

  test("FWIoU as VainF and jfzhang95", () => {
    const { fwiou } = values(counts);
    expect(expectClose([fwiou, fwiou], [expected.VainF.FWIoU, expected.jfzhang95.FWIoU])).toEqual([]);
  });

  test("torchmetrics and mmsegmentation 1.x, which are in single precision", () => {
    const { miou, macc, aacc } = values(counts, "torchmetrics");
    const { mIoU, mAcc, aAcc } = expected.torchmetrics;
    for (const [got, wanted] of [
      [miou, mIoU],
      [macc, mAcc],
      [aacc, aAcc],
      [values(counts)["macc"], expected["mmsegmentation-1.x"].mAcc],
    ]) {
      expect(got).toBeCloseTo(wanted, 6);
    }
  });

  test("VOC's devkit: undefined where a class is nowhere", () => {
    const { miou } = values(counts, "voc-devkit");
    expect(expectClose(orNull([miou]), [expected["VOCevalseg.m formula"].mIoU])).toEqual([]);
  });

  test("the mean over images, which is another number", () => {
    const byImage = expected["image-wise mIoU (sklearn confusion)"];
    expect(expectClose(orNull(valuesByImage(counts, miou)), byImage["per image"])).toEqual([]);
    expect(values(counts)["image-miou"]).toBeCloseTo(byImage.mean, 9);
  });
});

describe("labels that are no class", () => {
  const golden = goldenDense("seg-4-out-of-range");
  const { classes } = golden;

  test("in the truth are refused, with the pixel and what to do", () => {
    expect(() => countsOf(golden.a, { classes })).toThrow(
      /^truth, pixel 0: expected a class in 0...3, or void \(255\), but got 200\. .*void/,
    );
  });

  test("in the truth, named as void, are left out as VainF and jfzhang95 do", () => {
    const { miou, macc, fwiou } = values(countsOf(golden.a, { classes, voids: [200, 255] }));
    const { mIoU, mAcc, FWIoU } = golden.a.expected.VainF;
    expect(expectClose([miou, macc, fwiou], [mIoU, mAcc, FWIoU])).toEqual([]);
  });

  test("in predictions are refused", () => {
    expect(() => countsOf(golden.b, { classes })).toThrow(
      /^prediction, pixel \d+: expected a class in 0...3, but got 255/,
    );
  });

  test("in predictions, counted as missed, as mmsegmentation does", () => {
    const counts = countsOf(golden.b, { classes, predictedVoid: "missed" });
    const { miou, macc, aacc } = values(counts);
    const { mIoU, mAcc, aAcc } = golden.b.expected["mmsegmentation-0.x"];
    expect(expectClose([miou, macc, aacc], [mIoU, mAcc, aAcc])).toEqual([]);
  });
});

describe("a real network on 233 real images", () => {
  const { confusion, expected } = goldenDense("camvid-espnet");
  const counts = { classes: 11, images: 1, confusion: Float64Array.from((confusion as number[][]).flat()) };

  test.each([
    ["espnet", "mIoU of 11 classes, void pixels counted as false positives (what the authors published)"],
    ["mmsegmentation", "mIoU of 11 classes, void pixels ignored (what mmsegmentation computes)"],
  ])("%s", (variant, key) => {
    expect(values(counts, variant)["miou"]).toBeCloseTo(expected[key], 9);
  });

  test("void as a class, accuracy and mean accuracy", () => {
    const { macc, aacc } = values(counts);
    expect(expectClose([macc, aacc], [expected.mAcc, expected.aAcc])).toEqual([]);
    // Void as a twelfth class: another row and column, empty, for what is none.
    const wide = Array.from({ length: 13 }, (_, i) => Array.from({ length: 13 }, (_, j) => confusion[i]?.[j] ?? 0));
    const twelve = { classes: 12, images: 1, confusion: Float64Array.from(wide.flat()) };
    expect(values(twelve)["miou"]).toBeCloseTo(expected["mIoU of 12 classes"], 9);
  });
});

test("every metric's id is its own, and what needs confidences is left out without them", () => {
  const ids = segmentationMetrics.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const counts: SegmentationCounts = { classes: 1, images: 1, confusion: new Float64Array(4) };
  expect(segmentationMetricsFor(counts).every(({ needs }) => needs === undefined)).toBe(true);
  for (const value of Object.values(values(counts))) expect(value).toBeNaN();
});
