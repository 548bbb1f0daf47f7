import type { ImageMetric } from "../images/drawn.ts";
import { RANK_BINS } from "./confidence-counts.ts";
import { confidenceSums } from "./confidence-sums.ts";
import type { SegmentationCounts } from "./counts.ts";

/**
 * Area under the risk-coverage curve over all scored pixels: the error rate among the most confident pixels, averaged
 * over how many of them are accepted, (1/n) sum over k of E_k / k.
 *
 * Pixels are ranked by 1,000 bins of log-odds, 0.024 wide; those of one bin count in expectation over their orders, as
 * equal confidences do (`aurc`).
 */
export const pixelAurc = {
  id: "pixel-aurc",
  name: "AURC (pixels)",
  title: "area under the risk-coverage curve over all pixels",
  source: "Geifman, Uziel and El-Yaniv 2019, Bias-Reduced Uncertainty Estimation, eq. 3, of pixels",
  unit: "x1000",
  better: "lower",
  range: [0, 1],
  definition: { score: "msp", ranks: `log-odds${RANK_BINS}`, ties: "expected", void: "ignored" },
  version: 1,
  headline: true,
  needs: "confidence",
  compute: (drawn) => {
    const { ranked, rankedWrong, total } = drawn.derived(confidenceSums);
    return selectiveSum(ranked, rankedWrong) / total;
  },
} as const satisfies ImageMetric<SegmentationCounts>;

/**
 * Sum over k of the expected E_k / k. In a bin of m pixels with e errors, after k with E errors, it is
 * e + (E - k e/m) (H(k + m) - H(k)), H the harmonic numbers.
 */
function selectiveSum(pixels: Float64Array, wrong: Float64Array): number {
  let [before, errors, sum] = [0, 0, 0];
  for (let bin = pixels.length - 1; bin >= 0; bin--) {
    const count = pixels[bin];
    if (count === 0) continue;
    const excess = errors - (before * wrong[bin]) / count;
    sum += wrong[bin] + (excess === 0 ? 0 : excess * (harmonic(before + count) - harmonic(before)));
    before += count;
    errors += wrong[bin];
  }
  return sum;
}

const EULER = 0.5772156649015329;

/** H(n): summed where n is small, else from its asymptotic series, whose next term is below 1e-13. */
function harmonic(n: number): number {
  if (n >= 64) return Math.log(n) + EULER + 1 / (2 * n) - 1 / (12 * n ** 2) + 1 / (120 * n ** 4);
  let sum = 0;
  for (let k = 1; k <= n; k++) sum += 1 / k;
  return sum;
}
