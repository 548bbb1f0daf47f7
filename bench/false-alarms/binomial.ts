/**
 * Most alarms that a test of this level gives in `runs` independent runs, in all but a share of `1 - certainty` of such
 * simulations: the smallest k with P(X <= k) >= certainty, X binomial.
 *
 * @example mostAlarms(1000, 0.05, 0.999) // 73
 */
export function mostAlarms(runs: number, level: number, certainty: number): number {
  let logarithm = runs * Math.log1p(-level);
  let cumulative = Math.exp(logarithm);
  let alarms = 0;
  while (cumulative < certainty) {
    logarithm += Math.log(((runs - alarms) / (alarms + 1)) * (level / (1 - level)));
    cumulative += Math.exp(logarithm);
    alarms++;
  }
  return alarms;
}
