import { expect, test } from "vitest";
import {
  createOutcomeSample,
  createSample,
  logLosses,
  type Metric,
  measurePaired,
  measurePairedSamples,
  metrics,
  type Predictions,
  squaredDistances,
  topLabel,
} from "../../metrics/index.ts";
import { labelInTop } from "../../metrics/top5.ts";
import { createRandom } from "../../src/core/random.ts";
import { drawPopulation } from "./support/population.ts";

const superclasses = { names: ["a", "b"], of: Int32Array.of(0, 0, 1, 1, 1) };
const known: readonly Metric[] = metrics;
const ids = known.filter(({ wholeDistribution }) => !wholeDistribution).map(({ id }) => id);

function outcomesOf(predictions: Predictions) {
  const sample = createSample(predictions);
  const { predicted, confidence } = sample.fixed(topLabel);
  return createOutcomeSample(
    {
      classes: predictions.classes,
      labels: predictions.labels,
      predicted,
      confidence,
      nll: sample.fixed(logLosses),
      brier: sample.fixed(squaredDistances),
      inTop5: sample.fixed(labelInTop),
    },
    { superclasses },
  );
}

const first = drawPopulation(createRandom("outcomes"), 60);
const second = { ...drawPopulation(createRandom("outcomes of another"), 60), labels: first.labels };

test.each(known.map((metric) => [metric.id, metric] as const))("%s", (_, metric) => {
  if (metric.wholeDistribution) {
    expect(() => measurePairedSamples([outcomesOf(first), outcomesOf(second)], { ids: [metric.id] })).toThrow(
      /probabilities of all classes|superclasses/,
    );
    return;
  }
  expect(metric.compute(outcomesOf(first))).toBe(metric.compute(createSample(first, { superclasses })));
});

test("resampled and exchanged, outcomes give what the predictions give", () => {
  const options = { superclasses, ids, resamples: 20, permutations: 20 };
  const whole = measurePaired(first, second, options);
  const outcomes = measurePairedSamples([outcomesOf(first), outcomesOf(second)], options);
  for (const [m, { values, resampled, exchanged, discordant }] of outcomes.entries()) {
    expect({ values, resampled, exchanged, discordant }).toEqual({
      values: whole[m].values,
      resampled: whole[m].resampled,
      exchanged: whole[m].exchanged,
      discordant: whole[m].discordant,
    });
  }
});
