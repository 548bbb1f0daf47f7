import { normalQuantile } from "./normal.ts";

/**
 * The smallest true difference that a two-sided test would find with the given power, so that "no difference found" can
 * be read: z(1 - alpha / 2) + z(power) standard errors.
 *
 * Source: Card et al. 2020, With Little Power Comes Great Responsibility; Bloom 1995, Minimum Detectable Effects.
 *
 * @param standardError of the (paired) difference
 * @param alpha significance level of the test
 * @param power probability of finding the effect, default 0.8
 * @example minimumDetectableEffect(1) // 2.8016
 */
export function minimumDetectableEffect(standardError: number, alpha = 0.05, power = 0.8): number {
  return (normalQuantile(1 - alpha / 2) + normalQuantile(power)) * standardError;
}
