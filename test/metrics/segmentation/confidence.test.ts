import { describe, expect, test } from "vitest";
import { aurc } from "../../../metrics/aurc.ts";
import { drawAll, measureImages } from "../../../metrics/images/drawn.ts";
import { estimateImages } from "../../../metrics/images/estimate-images.ts";
import { valuesByImage } from "../../../metrics/images/image-wise.ts";
import { createSample } from "../../../metrics/sample.ts";
import { countConfidence } from "../../../metrics/segmentation/confidence-counts.ts";
import { labelCounter } from "../../../metrics/segmentation/count-labels.ts";
import { collectSegmentation } from "../../../metrics/segmentation/counts.ts";
import { segmentationMetrics } from "../../../metrics/segmentation/metrics.ts";
import { pixelAurc } from "../../../metrics/segmentation/pixel-aurc.ts";
import { pixelEce } from "../../../metrics/segmentation/pixel-ece.ts";
import { argmax } from "../../../src/core/argmax.ts";
import { predictionsFromLogits } from "../../../src/core/predictions.ts";
import { expectClose, goldenDense, orNull } from "./golden.ts";

const CLASSES = 5;
const { logits, expected, ...golden } = goldenDense("pixel-calibration");
const truth = (golden.truth as number[][][]).flat(2).map((label) => (label === 255 ? CLASSES : label));
const rows = (logits as number[][][] | number[][]).flat(logits.length === 2 ? 1 : 0) as number[][];
const PIXELS = 256;

const parts = [0, 1].map((image) => {
  const of = <T>(list: readonly T[]) => list.slice(image * PIXELS, (image + 1) * PIXELS);
  const predicted = of(rows).map((row) => argmax(row, 0, CLASSES));
  return {
    confusion: labelCounter({ classes: CLASSES, voids: [CLASSES] })(of(truth), predicted),
    confidence: countConfidence(of(rows).flat(), of(truth), CLASSES),
  };
});
const counts = collectSegmentation(CLASSES, parts);
const values = measureImages(counts, segmentationMetrics);

describe("calibration of pixels, void ones left out", () => {
  test("ECE, NLL, Brier and accuracy as netcal and NumPy", () => {
    expect(
      expectClose(
        [values["pixel-ece"], values["pixel-nll"], values["pixel-brier"], values["aacc"]],
        [
          expected["ECE 15 bins, netcal"],
          expected["NLL"],
          expected["Brier (sum over classes)"],
          expected["pixel accuracy"],
        ],
      ),
    ).toEqual([]);
  });

  test("ECE and MCE as torchmetrics, which is in single precision", () => {
    expect(values["pixel-ece"]).toBeCloseTo(expected["ECE 15 bins, torchmetrics"], 6);
    expect(values["pixel-mce"]).toBeCloseTo(expected["MCE 15 bins, torchmetrics"], 6);
  });

  test("by image, and the mean over images", () => {
    const byImage = valuesByImage(counts, pixelEce);
    expect(expectClose(orNull(byImage), expected["ECE 15 bins per image, netcal"])).toEqual([]);
    expect(values["image-ece"]).toBeCloseTo(expected["mean of per-image ECE"], 9);
  });
});

describe("AURC of pixels", () => {
  const scored = rows.flatMap((row, i) => (truth[i] === CLASSES ? [] : [{ row, label: truth[i] }]));

  test("is the classifier's, of logits whose log-odds are those of the bins", () => {
    // Two classes: the log-odds are the difference of the logits. Multiples of the bins' width, half a bin in.
    const step = 24 / 1000;
    const binned = Array.from({ length: 400 }, (_, i) => [step * (((i * i) % 37) + 0.5), 0]);
    const labels = binned.map((_, i) => (i % 3 === 0 ? 1 : 0));
    const one = { classes: 2, images: 1, confusion: new Float64Array(9) };
    const pixels = { ...one, confidence: countConfidence(binned.flat(), labels, 2) };
    const classifier = createSample(predictionsFromLogits(binned.flat(), labels, 2));
    expect(pixelAurc.compute(drawAll(pixels))).toBeCloseTo(aurc.compute(classifier), 12);
  });

  test("is within 0.0005 of the exact one where bins hold different confidences", () => {
    const flat = scored.flatMap(({ row }) => row);
    const exact = aurc.compute(
      createSample(
        predictionsFromLogits(
          flat,
          scored.map(({ label }) => label),
          CLASSES,
        ),
      ),
    );
    expect(Math.abs(values["pixel-aurc"] - exact)).toBeLessThan(5e-4);
  });
});

test("a logit that is none is named", () => {
  expect(() => countConfidence([0, Number.NaN], [1], 2)).toThrow(/logits, pixel 0, class 1: expected a number/);
});

test("intervals contain the value where nothing is random, and resample whole images", () => {
  const same = collectSegmentation(CLASSES, [parts[0], parts[0], parts[0]]);
  const { miou, aacc } = estimateImages(same, segmentationMetrics, { resamples: 50 });
  expect(miou.interval).toEqual([miou.value, miou.value]);
  expect(aacc.signature).toBe("aAcc|sum:pixels|void:ignored|n:3|v:1");
});
