import type { EpsilonSpace } from "../src/core/condition.ts";

/**
 * How a literature counts epsilon.
 * `standard`: pixels in [0, 1], clipped to real images; what attack libraries and RobustBench do.
 * `paper`: the normalised input, not clipped; epsilons in this space reproduce the relative drops of the intra-class
 * patch swap paper on a third-party ResNet-20 (97 91 84 67 28 % of clean accuracy at .001 .003 .005 .01 .05 against
 * the paper's 95 84 75 58 21), those in pixel space do not (87 59 42 29 17).
 */
export const PRESETS = {
  standard: { space: "pixel", title: "pixel space, clipped to [0, 1]" },
  paper: { space: "normalized", title: "normalised input space, not clipped" },
} as const satisfies Record<string, { readonly space: EpsilonSpace; readonly title: string }>;

export type PresetId = keyof typeof PRESETS;
