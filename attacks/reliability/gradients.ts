import { percent } from "../../src/core/percent.ts";
import type { ReliabilityFlag } from "./flag.ts";

/** How many of the clean images' gradients are of no use to an attack. */
export interface GradientFacts {
  readonly examples: number;
  /** Every value exactly zero. */
  readonly zero: number;
  /** A value that is infinite or not a number. */
  readonly notFinite: number;
}

/** @param gradient row-major [examples, values] */
export function gradientFacts(gradient: Float32Array, examples: number): GradientFacts {
  const size = gradient.length / examples;
  let zero = 0;
  let notFinite = 0;
  for (let start = 0; start < gradient.length; start += size) {
    const row = gradient.subarray(start, start + size);
    if (row.every((value) => value === 0)) zero++;
    else if (!row.every(Number.isFinite)) notFinite++;
  }
  return { examples, zero, notFinite };
}

/** Above this share of zero gradients the accuracy itself, not its last digit, is in doubt. */
const DOUBTFUL_SHARE = 0.01;

/**
 * Flags gradients that are zero for at least 1 % of the images (saturation, rounding or a step that has no slope), or
 * not finite for any: a gradient attack leaves those images as they are, and they pass for robust.
 */
export function gradientFlags({ examples, zero, notFinite }: GradientFacts): readonly ReliabilityFlag[] {
  const flags: ReliabilityFlag[] = [];
  if (zero >= DOUBTFUL_SHARE * examples && zero > 0) {
    flags.push({
      code: "gradient-zero",
      sentence: `The gradient is exactly zero for ${zero} of ${examples} images (${percent(zero / examples)}): attacks on the cross-entropy cannot move them, and they pass for robust. Try apgd-dlr and square.`,
      evidence: { examples, zero, share: zero / examples },
    });
  }
  if (notFinite > 0) {
    flags.push({
      code: "gradient-not-finite",
      sentence: `The gradient is infinite or not a number for ${notFinite} of ${examples} images: attacks cannot use it, and they pass for robust. Try square.`,
      evidence: { examples, notFinite, share: notFinite / examples },
    });
  }
  return flags;
}
