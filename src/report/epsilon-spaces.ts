import type { EpsilonSpace } from "../core/condition.ts";

/** What epsilon counts in a space, and whether images are clipped, in words. */
export const EPSILON_SPACES: Readonly<Record<EpsilonSpace, string>> = {
  pixel: "epsilon in pixels, images clipped to [0, 1]",
  normalized: "epsilon in normalised input, not clipped",
};
