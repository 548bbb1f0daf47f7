/**
 * The standard normal distribution to double precision. simple-statistics has it as a table of four decimals, which is
 * too coarse for the ends of an interval.
 */

/** Density phi(x) = exp(-x^2 / 2) / sqrt(2 pi). */
export function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Cumulative distribution Phi(x). Near zero the series Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...) (Marsaglia
 * 2004, Evaluating the Normal Distribution); in the tail Laplace's continued fraction, so that small probabilities keep
 * their relative precision.
 */
export function normalCdf(x: number): number {
  if (Number.isNaN(x)) return NaN;
  if (x > 4) return 1 - normalCdf(-x);
  if (x < -4) return tail(-x);
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > 1e-18 * Math.abs(sum) && odd < 400; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + sum * normalDensity(x);
}

/** Phi(-x) for x > 4: phi(x) / (x + 1 / (x + 2 / (x + 3 / ...))). */
function tail(x: number): number {
  let fraction = x;
  for (let level = 60; level >= 1; level--) fraction = x + level / fraction;
  return normalDensity(x) / fraction;
}

/**
 * The x with Phi(x) = probability: bisection to a bracket, then Newton's method. -Infinity at 0, Infinity at 1.
 *
 * @example normalQuantile(0.975) // 1.959963984540054
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) return NaN;
  if (probability === 0) return -Infinity;
  if (probability === 1) return Infinity;
  if (probability > 0.5) return -normalQuantile(1 - probability);
  let low = -40;
  let high = 0;
  for (let halving = 0; halving < 12; halving++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < probability) low = middle;
    else high = middle;
  }
  let x = (low + high) / 2;
  for (let step = 0; step < 6; step++) {
    const density = normalDensity(x);
    if (density === 0) break;
    x -= (normalCdf(x) - probability) / density;
  }
  return x;
}
