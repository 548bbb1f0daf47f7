import { describe, expect, test } from "vitest";
import { estimate, type MetricId, measure } from "../../../metrics/index.ts";
import { createRandom } from "../../../src/core/random.ts";
import { drawPopulation } from "../support/population.ts";

const RESAMPLES = 600;

/** Metrics whose interval can be chosen. */
const SMOOTH = [
  "recall-mean",
  "aurc",
  "eaurc",
  "augrc",
  "fpr95",
  "auroc",
  "aupr-error",
  "overconfidence",
  "brier",
  "nll",
] as const satisfies readonly MetricId[];

/**
 * Not among them: the worst class, the largest gap of a bin, and the calibration error that temperature scaling leaves,
 * which are extremes or near zero, where no bootstrap of a plug-in value holds its level (their comments say so); and
 * the sums over the sparse bins of every class, which miss the bounds by less than a point.
 */
const EVERY = ["accuracy", "ece", "ece-equal-mass", "ece-debiased", ...SMOOTH] as const satisfies readonly MetricId[];

interface Simulation {
  readonly interval: "percentile" | "bca";
  readonly ids: readonly MetricId[];
  readonly draws: number;
  readonly examples: number;
}

/** Share of draws from the population whose 95 % interval holds the population's value. */
function coverage({ interval, ids, draws, examples }: Simulation): readonly { id: MetricId; share: number }[] {
  const truth: Record<string, number> = measure(drawPopulation(createRandom("coverage truth"), 400_000), ids);
  const random = createRandom("coverage draws");
  const hits = ids.map(() => 0);
  for (let draw = 0; draw < draws; draw++) {
    const predictions = drawPopulation(random.fork(draw), examples);
    const estimates = estimate(predictions, { ids, seed: draw, resamples: RESAMPLES, interval });
    for (const [i, id] of ids.entries()) {
      const [low, high] = estimates[id].interval;
      if (low <= truth[id] && truth[id] <= high) hits[i]++;
    }
  }
  return ids.map((id, i) => ({ id, share: hits[i] / draws }));
}

describe.skipIf(!process.env["SLOW"])("a 95 % interval covers the truth", { timeout: 1_200_000 }, () => {
  test("in 93...97 % of 1,000 draws of 1,000 examples", () => {
    for (const { id, share } of coverage({ interval: "percentile", ids: EVERY, draws: 1000, examples: 1000 })) {
      expect.soft(share, id).toBeGreaterThanOrEqual(0.93);
      expect.soft(share, id).toBeLessThanOrEqual(0.97);
    }
  });

  // Fewer and smaller, for the jackknife triples the work: three standard errors of 500 draws are 3 points.
  test("BCa: in 92...98 % of 500 draws of 500 examples", () => {
    for (const { id, share } of coverage({ interval: "bca", ids: SMOOTH, draws: 500, examples: 500 })) {
      expect.soft(share, id).toBeGreaterThanOrEqual(0.92);
      expect.soft(share, id).toBeLessThanOrEqual(0.98);
    }
  });
});
