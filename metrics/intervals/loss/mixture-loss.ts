import type { Metric } from "../../metric.ts";
import type { Pair } from "../paired.ts";
import type { LostAnswers } from "./lost-answers.ts";

/**
 * For a mean of one number per example under one condition, with all moments that tests of means depend on. An example's
 * difference is d = y - x, or, where the candidate's answer was right and is lost, w - x, w the number of a wrong answer:
 * the k-th central moment of the mixture is mean((1 - a r) (d - mu)^k + a r E (w - x - mu)^k).
 *
 * @param correct 1 where the candidate is right, by example
 * @param wrong numbers of wrong answers
 */
export function lostNumbersOfOne(
  metric: Metric,
  [baseline, candidate]: Pair<Float64Array>,
  correct: Uint8Array,
  wrong: Float64Array,
): LostAnswers | undefined {
  const { length } = baseline;
  const sign = metric.better === "higher" ? -1 : 1;
  const kept = candidate.map((value, i) => sign * (value - baseline[i]));
  const powers = momentsOf(wrong.map((value) => sign * value));
  const slope = correct.reduce((sum, one, i) => sum + one * (powers[1] - sign * candidate[i]), 0) / length;
  const mean = kept.reduce((sum, value) => sum + value, 0) / length;
  if (!Number.isFinite(slope + mean)) return undefined;
  return {
    shares: [0, 1],
    at(share) {
      const centre = mean + share * slope;
      const moments = [0, 0, 0];
      for (let i = 0; i < length; i++) {
        const lost = share * correct[i];
        const [a, b] = [kept[i] - centre, -sign * baseline[i] - centre];
        const [a2, b2] = [a * a, b * b];
        moments[0] += (1 - lost) * a2 + lost * (powers[2] + 2 * b * powers[1] + b2);
        moments[1] += (1 - lost) * a2 * a + lost * (powers[3] + 3 * b * powers[2] + 3 * b2 * powers[1] + b2 * b);
        moments[2] +=
          (1 - lost) * a2 * a2 +
          lost * (powers[4] + 4 * b * powers[3] + 6 * b2 * powers[2] + 4 * b2 * b * powers[1] + b2 * b2);
      }
      const [second, third, fourth] = moments.map((moment) => moment / length);
      const error = Math.sqrt(second / Math.max(1, length - 1));
      if (!(second > 0)) return { harm: share * slope, error: 0 };
      return { harm: share * slope, error, shape: { skewness: third / second ** 1.5, kurtosis: fourth / second ** 2 } };
    },
  };
}

/** Mean of the 0-th to the 4-th powers. */
function momentsOf(values: Float64Array): readonly number[] {
  return [0, 1, 2, 3, 4].map((k) => values.reduce((sum, value) => sum + value ** k, 0) / values.length);
}
