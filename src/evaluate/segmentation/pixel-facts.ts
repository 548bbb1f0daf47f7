import { confidenceSums, drawAll, type SegmentationCounts } from "../../../metrics/index.ts";
import type { SegmentationCheckpoint } from "../../result/segmentation-result.ts";
import type { PixelCounts } from "./stored-counts.ts";

type PixelFacts = SegmentationCheckpoint["pixels"];

/** Points of the risk-coverage curve: steps of half a percent of coverage. */
const COVERAGE_STEPS = 200;

/** How many pixels there are of what, and what lies behind the figures of calibration and selective risk. */
export function pixelFacts(counts: PixelCounts): PixelFacts {
  const { classes } = counts;
  const width = classes + 1;
  const sums = summed(counts.confusion, width * width);
  const rows = Array.from({ length: width }, (_, row) => [...sums.subarray(row * width, (row + 1) * width)]);
  const pixels = rows.map((row) => row.reduce((sum, n) => sum + n, 0));
  const having = imagesOf(counts);
  const scored = pixels.slice(0, classes).reduce((sum, n) => sum + n, 0);
  return {
    scored,
    void: pixels[classes],
    predictedAsNone: rows.slice(0, classes).reduce((sum, row) => sum + row[classes], 0),
    classes: having.map((images, k) => ({ class: k, pixels: pixels[k], images })),
    confusion: rows.slice(0, classes),
    ...confidenceFacts(counts),
  };
}

/** Images in which each class is true. */
export function imagesOf({ classes, confusion }: SegmentationCounts): readonly number[] {
  const width = classes + 1;
  return Array.from({ length: classes }, (_, k) => {
    let images = 0;
    for (let row = k * width; row < confusion.length; row += width * width) {
      if (confusion.subarray(row, row + width).some((pixels) => pixels > 0)) images++;
    }
    return images;
  });
}

function confidenceFacts(counts: PixelCounts): Pick<PixelFacts, "reliability" | "riskCoverage"> {
  const { bins, ranked, rankedWrong, total } = confidenceSums(drawAll(counts));
  const reliability = [...bins.count].map((count, bin) => ({
    low: bin / bins.count.length,
    high: (bin + 1) / bins.count.length,
    count,
    confidence: count === 0 ? null : Math.min(1, bins.confidence[bin] / count),
    accuracy: count === 0 ? null : bins.correct[bin] / count,
  }));
  const points = new Map<number, { coverage: number; risk: number }>();
  let [accepted, wrong] = [0, 0];
  for (let bin = ranked.length - 1; bin >= 0; bin--) {
    if (ranked[bin] === 0) continue;
    accepted += ranked[bin];
    wrong += rankedWrong[bin];
    points.set(Math.ceil((accepted / total) * COVERAGE_STEPS), { coverage: accepted / total, risk: wrong / accepted });
  }
  return { reliability, riskCoverage: [...points.values()] };
}

/** Sums of rows of so many values. */
function summed(values: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width);
  values.forEach((value, i) => {
    sums[i % width] += value;
  });
  return sums;
}
