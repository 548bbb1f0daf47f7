import type { Random } from "../core/random.ts";

/**
 * A draw from the symmetric beta distribution Beta(shape, shape), as the ratio of two gamma draws.
 *
 * @param shape > 0; 1 is the uniform distribution
 */
export function drawBeta(shape: number, random: Random): number {
  const first = drawGamma(shape, random);
  const second = drawGamma(shape, random);
  // Both underflow to zero only for tiny shapes, where the distribution sits at the two ends.
  return first + second === 0 ? random.integer(2) : first / (first + second);
}

/** Gamma(shape, 1) after Marsaglia and Tsang 2000; below shape 1 by their boost, Gamma(shape + 1) u^(1/shape). */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * (1 - random.uniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
