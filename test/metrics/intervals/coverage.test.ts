import { describe, expect, test } from "vitest";
import { type Estimate, estimate, type MetricId, measure } from "../../../metrics/index.ts";
import { createRandom } from "../../../src/core/random.ts";
import { drawPopulation } from "../support/population.ts";

const DRAWS = 1000;
const EXAMPLES = 1000;
const RESAMPLES = 600;
/**
 * Not among them: the worst class, the largest gap of a bin, and the calibration error that temperature scaling leaves.
 * They are extremes or near zero, where no bootstrap of a plug-in value holds its level; their comments say so.
 */
const IDS = [
  "accuracy",
  "recall-mean",
  "aurc",
  "eaurc",
  "augrc",
  "fpr95",
  "auroc",
  "aupr-error",
  "ece",
  "ece-equal-mass",
  "ece-debiased",
  "overconfidence",
  "brier",
  "nll",
] as const satisfies readonly MetricId[];

/** Share of draws from the population whose 95 % interval holds the population's value. */
function coverage(interval: "percentile" | "bca", draws: number): Record<string, number> {
  const truth = measure(drawPopulation(createRandom("coverage truth"), 400_000), IDS);
  const random = createRandom("coverage draws");
  const hits: Record<string, number> = Object.fromEntries(IDS.map((id) => [id, 0]));
  for (let draw = 0; draw < draws; draw++) {
    const predictions = drawPopulation(random.fork(draw), EXAMPLES);
    const estimates: Record<string, Estimate> = estimate(predictions, {
      ids: IDS,
      seed: draw,
      resamples: RESAMPLES,
      interval,
    });
    for (const id of IDS) {
      const [low, high] = estimates[id].interval;
      if (low <= truth[id] && truth[id] <= high) hits[id]++;
    }
  }
  return Object.fromEntries(IDS.map((id) => [id, hits[id] / draws]));
}

describe.skipIf(!process.env["SLOW"])("a 95 % interval covers the truth in 93...97 % of 1,000 draws", () => {
  test.each(["percentile", "bca"] as const)("%s", { timeout: 1_200_000 }, (interval) => {
    const covered = coverage(interval, DRAWS);
    for (const [id, share] of Object.entries(covered)) {
      expect.soft(share, `${id}: ${share}`).toBeGreaterThanOrEqual(0.93);
      expect.soft(share, `${id}: ${share}`).toBeLessThanOrEqual(0.97);
    }
  });
});
