import { normalQuantile } from "./normal.ts";

/**
 * The smallest true difference that a test would find with the given power, so that "no difference found" can be read:
 * z(1 - alpha / sides) + z(power) standard errors.
 *
 * Against a margin of harm (`testMargin`, one-sided): a regression is found if the true harm is larger than the margin by
 * this much, and non-inferiority is shown if it is smaller by as much.
 *
 * Source: Card et al. 2020, With Little Power Comes Great Responsibility; Bloom 1995, Minimum Detectable Effects.
 *
 * @param standardError of the (paired) difference
 * @param alpha significance level of the test
 * @param power probability of finding the effect, default 0.8
 * @param sides of the test, default 2
 * @example minimumDetectableEffect(1) // 2.8016
 */
export function minimumDetectableEffect(standardError: number, alpha = 0.05, power = 0.8, sides: 1 | 2 = 2): number {
  return (normalQuantile(1 - alpha / sides) + normalQuantile(power)) * standardError;
}
