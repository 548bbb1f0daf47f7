import type { Normalization } from "../src/core/classifier.ts";
import { InputError } from "../src/core/error.ts";
import type { Budget } from "./budget.ts";

/**
 * An epsilon or a step size as people write it: a decimal, or a quotient such as 8/255.
 *
 * @throws InputError, naming `subject`, on anything but a finite number of at least 0
 * @example parseEpsilon("8/255") // 0.031372549019607843
 * @example parseEpsilon(".5") // 0.5
 */
export function parseEpsilon(text: string, subject = "epsilon"): number {
  const match = /^\s*(\+?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(?:\/\s*(\d+(?:\.\d+)?)\s*)?$/i.exec(text);
  const value = match === null ? Number.NaN : Number(match[1]) / Number(match[2] ?? 1);
  if (!Number.isFinite(value)) {
    throw new InputError(subject, {
      expected: "a decimal or a quotient of at least 0",
      got: `"${text}"`,
      remedy: "Write 0.031 or 8/255.",
    });
  }
  return value;
}

/** An epsilon in both spaces: one number in its own, one for each channel in the other. */
export interface EpsilonUnits {
  /** Red, green, blue, in [0, 1]. */
  readonly pixel: readonly [number, number, number];
  /** Red, green, blue, of (pixel - mean) / std. */
  readonly normalized: readonly [number, number, number];
}

/**
 * What an epsilon is in either space: a pixel-space epsilon is epsilon / std[c] at the network's input, a normalised
 * one epsilon x std[c] in pixels. Under L2 these are the scales of each channel.
 *
 * @example
 * const normalization = { mean: [0, 0, 0], std: [0.5, 0.25, 0.2] } as const;
 * epsilonUnits({ epsilon: 0.1, space: "pixel" }, normalization).normalized // [0.2, 0.4, 0.5]
 */
export function epsilonUnits({ epsilon, space }: Budget, { std }: Normalization): EpsilonUnits {
  const [red, green, blue] = std;
  return space === "pixel"
    ? { pixel: [epsilon, epsilon, epsilon], normalized: [epsilon / red, epsilon / green, epsilon / blue] }
    : { pixel: [epsilon * red, epsilon * green, epsilon * blue], normalized: [epsilon, epsilon, epsilon] };
}
