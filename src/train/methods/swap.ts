import { defineMethod } from "../method.ts";
import { swapPairs } from "../patch-swap.ts";
import { swapOptions } from "../swap-options.ts";

/**
 * Pairs of one class exchange patches; the first image of each pair is learnt from its label, CE(z1, y). The second
 * image only lends its patches: the swap as an augmentation, the baseline of Intra-class Patch Swap for
 * Self-Distillation, which trains it "on the first swapped inputs" only.
 */
export const swap = defineMethod({
  id: "swap",
  title: "patch swap within the class, cross-entropy only",
  source: "Choi et al., Intra-class Patch Swap for Self-Distillation, table 10",
  sampler: "pair",
  forward: "first",
  options: swapOptions,
  changeImages: swapPairs,
});
