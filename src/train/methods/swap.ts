import { crossEntropy } from "../cross-entropy.ts";
import { defineMethod } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";
import { swapPairs } from "../patch-swap.ts";
import { scheduled } from "../schedule.ts";
import { swapOptions } from "../swap-options.ts";

/**
 * Pairs of one class exchange patches; the first image of each pair is learnt from its label, CE(z1, y). The second
 * image only lends its patches: the swap as an augmentation, the baseline of Intra-class Patch Swap for
 * Self-Distillation, which trains it "on the first swapped inputs" only.
 */
export const swap = defineMethod({
  options: swapOptions,
  sampler: "pair",
  learnsFrom: "first",
  prepare(batch, { p, grid }, random, moment) {
    swapPairs(batch, { grid, p: scheduled(p, moment) }, random);
    return oneHotTargets(batch);
  },
  loss: ([logits], targets) => crossEntropy(logits, targets),
});
