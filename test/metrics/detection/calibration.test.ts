import { describe, expect, test } from "vitest";
import { apVoc } from "../../../metrics/detection/ap.ts";
import { binnedGaps, detectionEce, localisationEce } from "../../../metrics/detection/calibration.ts";
import {
  estimateUnderCorruption,
  meanPerformance,
  relativePerformance,
  relativePerformanceByClass,
} from "../../../metrics/images/corruption-performance.ts";
import { drawAll } from "../../../metrics/images/drawn.ts";
import { goldenDense } from "../segmentation/golden.ts";

describe("D-ECE as netcal's", () => {
  const { rows, expected } = goldenDense("dece-det-1") as {
    rows: number[][];
    expected: Record<string, Record<string, number>>;
  };
  const right = rows.map((row) => row[5]);

  test.each([
    ["confidence, 10 bins", [0], [10]],
    ["confidence, 25 bins", [0], [25]],
    ["confidence cx cy, 5 bins each", [0, 1, 2], [5, 5, 5]],
    ["confidence w h, 5 bins each", [0, 3, 4], [5, 5, 5]],
    ["confidence cx cy w h, 3 bins each", [0, 1, 2, 3, 4], [3, 3, 3, 3, 3]],
  ])("%s", (name, columns, bins) => {
    const binned = rows.map((row) => columns.map((column) => row[column]));
    const gaps = binnedGaps(binned, right, { bins, closure: "[lo,hi)" });
    expect(gaps.expected).toBeCloseTo(expected[name]["D-ECE"], 9);
    expect(gaps.largest).toBeCloseTo(expected[name]["MCE"], 9);
    expect(gaps.mean).toBeCloseTo(expected[name]["ACE"], 9);
    const large = binnedGaps(binned, right, { bins, closure: "[lo,hi)", least: 8 });
    expect(large.expected).toBeCloseTo(expected[name]["D-ECE, bins of 8 or more"], 9);
  });
});

describe("by hand", () => {
  const object = (image: number, left: number) => ({ image, class: 0, box: [left, 0, left + 10, 10] as const });
  const counts = {
    images: 2,
    classes: 1,
    truth: [object(0, 0), object(1, 0)],
    // Overlaps 1, 8/12 and none.
    detected: [
      { ...object(0, 0), score: 0.9 },
      { ...object(1, 2), score: 0.55 },
      { ...object(1, 50), score: 0.25 },
    ],
  };

  test("D-ECE: each alone in its bin", () => {
    // (|0.9 - 1| + |0.55 - 1| + |0.25 - 0|) / 3
    expect(detectionEce({ scoreThreshold: 0 }).compute(drawAll(counts))).toBeCloseTo(0.8 / 3, 12);
    expect(detectionEce({ scoreThreshold: 0.5 }).compute(drawAll(counts))).toBeCloseTo(0.55 / 2, 12);
  });

  test("LaECE: confidence should be the overlap", () => {
    const value = (0.1 + (2 / 3 - 0.55) + 0.25) / 3;
    expect(localisationEce({ scoreThreshold: 0 }).compute(drawAll(counts))).toBeCloseTo(value, 12);
  });

  test("P, mPC and rPC of detections, with the images resampled together", () => {
    const blind = { ...counts, detected: counts.detected.slice(0, 1) };
    const { p, mpc, rpc } = estimateUnderCorruption(counts, [[counts, blind]], apVoc, { resamples: 100 });
    // Both found, then one of two.
    expect([p.value, mpc.value, rpc.value]).toEqual([1, 0.75, 0.75]);
    expect(rpc.interval[0]).toBe(0.5);
    expect(rpc.interval[1]).toBe(1);
    expect(rpc.signature).toContain("rPC mAP VOC");
  });
});

// The stored values have five decimals; what is expected was computed before they were rounded.
describe("the published robustness of a detector", () => {
  const golden = goldenDense("mpc-rpc");

  test("VOC: mPC and both readings of rPC", () => {
    const { "voc expected": expected, "voc clean AP50 [class]": clean } = golden;
    const values: number[][][] = golden["voc AP50 [corruption][severity 1..5][class]"].slice(0, 15);
    const means = values.map((row) => row.map((of) => of.reduce((a, b) => a + b) / of.length));
    const p = clean.reduce((a: number, b: number) => a + b) / clean.length;
    expect(p).toBeCloseTo(expected.P, 5);
    expect(meanPerformance(means)).toBeCloseTo(expected.mPC, 5);
    expect(relativePerformance(p, means)).toBeCloseTo(expected["rPC, as defined (mPC / P)"], 5);
    const printed = expected["rPC, as printed by the benchmark (mean over classes of mPC_c / P_c)"];
    expect(relativePerformanceByClass(clean, values)).toBeCloseTo(printed, 5);
  });

  test("COCO", () => {
    const { "coco expected": expected, "coco clean AP": clean } = golden;
    const values = golden["coco AP [corruption][severity 1..5]"].slice(0, 15);
    expect(meanPerformance(values)).toBeCloseTo(expected.mPC, 5);
    expect(relativePerformance(clean, values)).toBeCloseTo(expected.rPC, 5);
  });
});
