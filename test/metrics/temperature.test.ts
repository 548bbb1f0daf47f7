import { describe, expect, test } from "vitest";
import {
  createSample,
  measure,
  predictionsFromLogits,
  predictionsFromProbabilities,
  scaledConfidence,
} from "../../metrics/index.ts";
import { fitTemperature } from "../../metrics/temperature.ts";
import { createRandom } from "../../src/core/random.ts";

describe("temperature", () => {
  test("takes identical examples to their accuracy: sigmoid(z / T) = 3/4, so T = z / ln 3", () => {
    const logits = Float64Array.of(5, 0, 5, 0, 5, 0, 5, 0);
    const fitted = fitTemperature(logits, Int32Array.of(0, 0, 0, 1), 2, Int32Array.of(0, 1, 2, 3));
    expect(fitted).toBeCloseTo(5 / Math.log(3), 7);
  });

  test("stays in 0.01...100 where the likelihood has no maximum", () => {
    const logits = Float64Array.of(5, 0, 4, 0);
    const all = Int32Array.of(0, 1);
    const sharpest = fitTemperature(logits, Int32Array.of(0, 0), 2, all);
    expect(sharpest).toBeGreaterThanOrEqual(0.01);
    expect(sharpest).toBeLessThan(0.1);
    expect(fitTemperature(logits, Int32Array.of(1, 1), 2, all)).toBeCloseTo(100, 0);
  });

  // Labels drawn from softmax(z): calibrated by construction; three times the logits are not.
  const random = createRandom("calibrated");
  const count = 20_000;
  const logits = Float64Array.from({ length: count * 3 }, () => 2 * random.normal());
  const { probabilities } = predictionsFromLogits(logits, new Int32Array(count), 3);
  const labels = Int32Array.from({ length: count }, (_, i) => {
    const draw = random.uniform();
    if (draw < probabilities[3 * i]) return 0;
    return draw < probabilities[3 * i] + probabilities[3 * i + 1] ? 1 : 2;
  });
  const sharp = predictionsFromLogits(
    logits.map((logit) => 3 * logit),
    labels,
    3,
  );

  test("finds the factor by which a calibrated model was sharpened", () => {
    const { temperatures } = scaledConfidence(createSample(sharp));
    for (const temperature of temperatures) expect(Math.abs(temperature - 3)).toBeLessThan(0.15);
  });

  test("repairs the calibration error that the factor made", () => {
    const values = measure(sharp, ["ece", "ece-temperature"]);
    expect(values.ece).toBeGreaterThan(0.1);
    expect(values["ece-temperature"]).toBeLessThan(0.02);
  });

  test("does not see a factor on the logits, nor whether they are logarithms of probabilities", () => {
    const plain = measure(predictionsFromLogits(logits, labels, 3), ["ece-temperature"])["ece-temperature"];
    const fromProbabilities = predictionsFromProbabilities(probabilities, labels, 3);
    expect(measure(sharp, ["ece-temperature"])["ece-temperature"]).toBeCloseTo(plain, 9);
    expect(measure(fromProbabilities, ["ece-temperature"])["ece-temperature"]).toBeCloseTo(plain, 9);
  });

  test("scales each half by the other's: identical examples come out at the other half's accuracy", () => {
    const count = 40;
    const outcomes = createRandom("halves");
    const identical = predictionsFromLogits(
      Array.from({ length: count }, () => [5, 0]).flat(),
      Array.from({ length: count }, () => (outcomes.uniform() < 0.7 ? 0 : 1)),
      2,
    );
    const { confidence } = scaledConfidence(createSample(identical));
    const [one, other] = [...new Set(confidence)];
    const accuracyOf = (value: number) => {
      const half = [...identical.labels].filter((_, i) => confidence[i] === value);
      expect(half).toHaveLength(count / 2);
      return half.filter((label) => label === 0).length / half.length;
    };
    expect(accuracyOf(one)).not.toBe(accuracyOf(other));
    expect(one).toBeCloseTo(accuracyOf(other), 7);
    expect(other).toBeCloseTo(accuracyOf(one), 7);
  });

  test("of one example is undefined", () => {
    expect(measure(predictionsFromLogits([1, 0], [0], 2), ["ece-temperature"])["ece-temperature"]).toBeNaN();
  });
});
