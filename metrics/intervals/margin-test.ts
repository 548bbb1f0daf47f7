import { harmOf, lostAndWon } from "./harm.ts";
import { errorAfter } from "./loss/error-after.ts";
import { normalCdf } from "./normal.ts";
import type { Paired } from "./paired.ts";
import { tangoStatistic } from "./tango.ts";

/** What the data say about a harm that is tolerated. */
export interface MarginTest {
  /** p of "the harm is at most the margin". Small: there is evidence of a regression beyond the margin. */
  readonly regression: number;
  /** p of "the harm is at least the margin". Small: there is evidence that the candidate is not inferior by as much. */
  readonly nonInferiority: number;
}

/**
 * Tests of a harm against a margin of it that is tolerated, each one-sided. Neither small: the data do not tell.
 *
 * The permutation test cannot do this: it assumes that the models do not differ at all. A share of examples has Tango's
 * score test. Any other metric has the larger of two p-values from the paired bootstrap: the share of resampled harms
 * beyond the margin, (1 + #{r : h_r <= m}) / (R + 1), and that of a normal with their mean and standard deviation. With
 * many examples the two agree; with few, either can be too small, and the larger keeps the level better. How well each
 * metric keeps it is measured by `npm run false-alarms`; `Metric.noMargin` marks those that do not.
 *
 * Non-inferiority: a sample that happens to hold few of the rare answers that make a harm has less harm and a smaller standard
 * error at once, and the bootstrap, which knows of no other examples, is too sure of it (of a network that is nearly always
 * right it passed up to 39 % of candidates exactly at the margin). So where `paired.lostAnswers` is known the normal has
 * the standard error that the sample would have if the harm were the margin: that after as many more answers are lost as
 * make it so, where this is larger. That is what makes a score test of Tango's too, where no example need be discordant.
 *
 * Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, sections 13.3 and 15.4 (tests from intervals);
 * Tango 1998 for shares; Rao 1948, Large Sample Tests of Statistical Hypotheses (variance as the hypothesis has it).
 *
 * @param margin harm that is tolerated, in the metric's unit
 * @returns NaN where the metric is undefined, or in most resamples
 */
export function testMargin(paired: Paired, margin: number): MarginTest {
  const shares = lostAndWon(paired);
  if (shares !== undefined) {
    // Of the examples won less those lost, which is minus the harm.
    const statistic = tangoStatistic(shares, -margin);
    return { regression: normalCdf(statistic), nonInferiority: normalCdf(-statistic) };
  }
  const { resampled, mean, error } = harmOf(paired);
  if (resampled.length === 0) return { regression: Number.NaN, nonInferiority: Number.NaN };
  const atMost = resampled.filter((harm) => harm <= margin).length;
  const atLeast = resampled.filter((harm) => harm >= margin).length;
  const atMargin = paired.lostAnswers ? errorAfter(paired.lostAnswers).at(margin - mean) : 0;
  // Where all resamples agree on the margin itself, neither side is favoured.
  const standardised = (spread: number) => (mean - margin) / spread || 0;
  return {
    regression: Math.max((1 + atMost) / (resampled.length + 1), normalCdf(-standardised(error))),
    nonInferiority: Math.max(
      (1 + atLeast) / (resampled.length + 1),
      normalCdf(standardised(Math.max(error, atMargin))),
    ),
  };
}
