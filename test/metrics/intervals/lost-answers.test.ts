import { describe, expect, test } from "vitest";
import {
  addExpectedLoss,
  createOutcomeSample,
  detectableHarm,
  lostNumbers,
  lostNumbersOfOne,
  lostShare,
  lostValues,
  type Metric,
  measureLosses,
  metrics,
  topLabel,
} from "../../../metrics/index.ts";
import { loseAnswers } from "../../../metrics/intervals/loss/lost-answers.ts";
import { cumulantsOf, singleLosses } from "../../../metrics/intervals/loss/single-losses.ts";

const metric = (wanted: string) => metrics.find(({ id }) => id === wanted) as Metric;

function expected(count: number) {
  return { change: new Float64Array(count), spread: new Float64Array(count), chance: new Float64Array(count) };
}

const rows = (count: number) => Int32Array.from({ length: count }, (_, i) => i);

describe("a share of examples", () => {
  // Of ten, the baseline has 8 right, the candidate 8: six both, two each alone. The candidate's right answers are lost.
  const baseline = Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, 0, 0);
  const candidate = Float64Array.of(1, 1, 1, 1, 1, 1, 0, 0, 1, 1);
  const correct = [Uint8Array.from(baseline), Uint8Array.from(candidate)] as const;
  const losses = [expected(10), expected(10)] as const;
  for (const model of [0, 1] as const) {
    addExpectedLoss(losses[model], { numbers: [baseline, candidate], correct }, rows(10), { model, weight: 1 });
  }
  const lost = lostShare(metric("accuracy"), [baseline, candidate], losses);

  test("a quarter lost: 6/4 of those both had, 2/4 of those won; the harm is a quarter of 8 of 10", () => {
    const { harm, discordant } = lost?.at(0.25) ?? {};
    expect(discordant?.lost).toBeCloseTo((2 + 1.5) / 10, 12);
    expect(discordant?.won).toBeCloseTo((2 - 0.5) / 10, 12);
    expect(harm).toBeCloseTo(0.2, 12);
  });

  test("what is stated as detectable has 80 % power, as SciPy sums it", () => {
    // multinomial power of the exact one-sided test at 5 % with n = 200, 8 % lost or won each, 80 % right:
    // SciPy 1.11, binom.pmf over the discordant, binom.sf within them, brentq on the share.
    const count = 200;
    const made = [0.72, 0.08, 0.08].map((share) => Math.round(share * count));
    const pattern = (kinds: readonly number[]) =>
      Float64Array.from([
        ...kinds.flatMap((value, k) => Array(made[k]).fill(value)),
        ...Array(count - made[0] - made[1] - made[2]).fill(0),
      ]);
    const both = [pattern([1, 1, 0]), pattern([1, 0, 1])] as const;
    const right = [Uint8Array.from(both[0]), Uint8Array.from(both[1])] as const;
    const sums = [expected(count), expected(count)] as const;
    for (const model of [0, 1] as const) {
      addExpectedLoss(sums[model], { numbers: both, correct: right }, rows(count), { model, weight: 1 });
    }
    const none = new Float64Array(0);
    const paired = {
      metric: metric("accuracy"),
      count,
      seed: 0,
      values: [0.8, 0.8] as const,
      discordant: { onlyFirst: made[1], onlySecond: made[2] },
      resampled: [none, none] as const,
      exchanged: [none, none] as const,
    };
    const lostAnswers = lostShare(metric("accuracy"), both, sums);
    expect(detectableHarm({ ...paired, ...(lostAnswers && { lostAnswers }) }, { alpha: 0.05 })).toBeCloseTo(
      0.08740018,
      5,
    );
  });
});

describe("a mean of losses", () => {
  // The candidate's losses: 1 and 3 where right, 7 and 9 where wrong (mean 8, variance 1); the baseline has them too.
  const losses = Float64Array.of(1, 3, 7, 9);
  const baseline = Float64Array.of(2, 3, 7, 8);
  const correct = Uint8Array.of(1, 1, 0, 0);
  const wrong = Float64Array.of(7, 9);

  test("harm: 7 and 5 more for the two that are right, each with the share's probability", () => {
    const lost = lostNumbersOfOne(metric("brier"), [baseline, losses], correct, wrong);
    expect(lost?.at(0.5).harm).toBeCloseTo((0.5 * (7 + 5)) / 4, 12);
  });

  test("moments of the mixture, every case written out", () => {
    const lost = lostNumbersOfOne(metric("brier"), [baseline, losses], correct, wrong);
    // Half lost: each right example is four cases, kept twice, 7 or 9 instead; a wrong one is four equal cases.
    const cases = [-1, -1, 7 - 2, 9 - 2, 0, 0, 7 - 3, 9 - 3, 0, 0, 0, 0, 1, 1, 1, 1];
    const mean = cases.reduce((sum, d) => sum + d, 0) / 16;
    const [, , second, third, fourth] = [0, 1, 2, 3, 4].map(
      (k) => cases.reduce((sum, d) => sum + (d - mean) ** k, 0) / 16,
    );
    const { error, shape } = lost?.at(0.5) ?? {};
    expect(error).toBeCloseTo(Math.sqrt(second / 3), 12);
    expect(shape?.skewness).toBeCloseTo(third / second ** 1.5, 12);
    expect(shape?.kurtosis).toBeCloseTo(fourth / second ** 2, 12);
  });

  test("over two conditions alike: the same harm; what is lost by chance halves, what examples differ by does not", () => {
    const numbers = [baseline, losses] as const;
    const both = [correct, correct] as const;
    const one = expected(4);
    addExpectedLoss(one, { numbers, correct: both }, rows(4), { model: 1, weight: 1 });
    const two = expected(4);
    for (const _ of [0, 1]) addExpectedLoss(two, { numbers, correct: both }, rows(4), { model: 1, weight: 0.5 });
    const [single, double] = [one, two].map((sums) => lostNumbers(metric("brier"), numbers, sums)?.at(0.5));
    expect(double?.harm).toBeCloseTo(single?.harm ?? Number.NaN, 12);
    // Wrong ones, of either model: 7, 8, 7, 9: mean 7.75, variance 0.6875. By chance, per example: half of the right a quarter
    // of (7.75 - 1)^2 and (7.75 - 3)^2, and half the variance of the wrong.
    const chance = (0.25 * (6.75 ** 2 + 4.75 ** 2) + 0.5 * 2 * 0.6875) / 4;
    expect((single?.error ?? 0) ** 2 - (double?.error ?? 0) ** 2).toBeCloseTo(chance / 2 / 4, 12);
  });
});

describe("a metric of the order", () => {
  const sample = createOutcomeSample({
    classes: 2,
    labels: Int32Array.of(0, 0, 0, 0, 0),
    predicted: Int32Array.of(0, 0, 1, 0, 0),
    confidence: Float64Array.of(0.9, 0.8, 0.7, 0.6, 0.55),
    nll: new Float64Array(5),
    brier: new Float64Array(5),
  });

  test("evenly spaced right answers are lost, and keep their confidence", () => {
    const { correct, confidence, predicted } = loseAnswers(sample, 0.5).fixed(topLabel);
    expect([...correct]).toEqual([0, 1, 0, 0, 1]);
    expect(confidence).toEqual(sample.fixed(topLabel).confidence);
    expect([...predicted]).toEqual([-1, 0, 1, -1, 0]);
    expect([...loseAnswers(sample, 1).fixed(topLabel).correct]).toEqual([0, 0, 0, 0, 0]);
    expect([...loseAnswers(sample, 0).fixed(topLabel).correct]).toEqual([1, 1, 0, 1, 1]);
  });

  test("AURC where all are lost is 1; between the measured shares harm is a straight line", () => {
    const aurc = metric("aurc");
    const options = { resamples: 50, seed: 0 };
    const [losses] = measureLosses(sample, [aurc], options);
    expect(losses.many.map(({ share }) => share)).toEqual([1]);
    expect(losses.many[0].value).toBe(1);
    const before = (0 + 0 + 1 / 3 + 1 / 4 + 1 / 5) / 5;
    const resampled = new Float64Array(50).fill(before);
    const paired = {
      metric: aurc,
      count: 5,
      seed: 0,
      values: [before, before] as const,
      resampled: [resampled, resampled] as const,
      exchanged: [resampled, resampled] as const,
    };
    const lost = lostValues(paired, 0, losses);
    expect(lost?.at(1).harm).toBeCloseTo(1 - before, 12);
    expect(lost?.at(0.25).harm).toBeCloseTo((1 - before) / 4, 12);
  });

  test("AURC where one answer alone is lost: the sum of 1/k from its rank on, over n", () => {
    const [sums] = singleLosses(sample, [metric("aurc")]);
    // Ranks 1, 2, 4 and 5 are right: (1 + 1/2 + 1/3 + 1/4 + 1/5) / 5 and so on.
    const changes = [137 / 60, 77 / 60, 9 / 20, 1 / 5].map((sum) => sum / 5);
    for (const power of [1, 2, 3, 4]) {
      const sum = changes.reduce((total, change) => total + change ** power, 0);
      expect(sums[power - 1]).toBeCloseTo(sum, 12);
    }
  });

  test("a few lost of many add up; the most confident of them is not forgotten", () => {
    const count = 400;
    const many = createOutcomeSample({
      classes: 2,
      labels: new Int32Array(count),
      predicted: Int32Array.from({ length: count }, (_, i) => (i % 10 === 9 ? 1 : 0)),
      confidence: Float64Array.from({ length: count }, (_, i) => 1 - i / 1000),
      nll: new Float64Array(count),
      brier: new Float64Array(count),
    });
    const aurc = metric("aurc");
    const before = aurc.compute(many);
    const resampled = new Float64Array(50).fill(before);
    const pair = [resampled, resampled] as const;
    const paired = {
      metric: aurc,
      count,
      seed: 0,
      values: [before, before] as const,
      resampled: pair,
      exchanged: pair,
    };
    const [losses] = measureLosses(many, [aurc], { resamples: 50, seed: 0 });
    const lost = lostValues(paired, 0.001, losses);
    // Right answers that are lost with probability a raise the errors among the first k by a times those that are right.
    const { harm = Number.NaN, error = Number.NaN } = lost?.at(0.02) ?? {};
    expect(harm / (0.02 * (1 - before))).toBeGreaterThan(0.97);
    expect(harm / (0.02 * (1 - before))).toBeLessThan(1.03);
    // The variance of 360 changes by chance, in closed form: a sum (c / n)^2 - (a sum c / n)^2 / n, c the sum of 1/k.
    let [second, first] = [0, 0];
    let tail = 0;
    for (let rank = count; rank >= 1; rank--) {
      tail += 1 / rank;
      if (rank % 10 === 0) continue;
      first += tail / count;
      second += (tail / count) ** 2;
    }
    const expectedError = Math.sqrt(0.001 ** 2 + 0.02 * second - (0.02 * first) ** 2 / count);
    expect(error / expectedError).toBeGreaterThan(0.95);
    expect(error / expectedError).toBeLessThan(1.05);
  });
});

test("cumulants of losses in samples, as SciPy has them", () => {
  // Four of ten examples lose 1, 2, 3, 4: sums 10, 30, 100, 354. SciPy 1.11: rv_discrete with chances 0.03 each, else 0;
  // stats(moments="mvsk") times 10 examples.
  const { mean, variance, third, fourth } = cumulantsOf([10, 30, 100, 354], 0.3, 10);
  expect(mean).toBeCloseTo(3.0, 12);
  expect(variance).toBeCloseTo(8.100000000000001, 12);
  expect(third).toBeCloseTo(22.439999999999998, 12);
  expect(fourth).toBeCloseTo(55.133999999999986, 10);
});
