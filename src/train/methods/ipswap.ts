import * as tf from "@tensorflow/tfjs-core";
import { z } from "zod";
import { crossEntropy } from "../cross-entropy.ts";
import { distillation } from "../distillation.ts";
import { type Batch, defineMethod, type MethodFactory } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";
import { swapPairs } from "../patch-swap.ts";
import { scheduled } from "../schedule.ts";
import { swapOptions } from "../swap-options.ts";
import type { Mixing } from "./mixing.ts";

const ipswapOptions = z.object({
  ...swapOptions.shape,
  /** Weight of the cross-entropies. */
  gamma: z.number().min(0).default(1),
  /** Weight of the distillation. */
  alpha: z.number().min(0).default(1),
  /** Softens both branches' distributions. Not legible in the paper; 4 is the distillation literature's usual. */
  temperature: z.number().gt(0).default(4),
});

/**
 * Pairs of one class exchange patches, and the network learns from the label and from its own two answers:
 * gamma (CE(z1, y) + CE(z2, y)) + alpha T^2 (KL(p1 || p2) + KL(p2 || p1)), with gradients through both branches
 * (Intra-class Patch Swap for Self-Distillation).
 *
 * @param mixing applied to both branches before the swap, with one set of targets (the paper's table 13: "mixed and
 * then swapped")
 */
export function ipswapWith<Schema extends z.ZodObject>(mixing: Mixing<Schema>): MethodFactory {
  return defineMethod({
    options: ipswapOptions.extend(mixing.options.shape),
    sampler: "pair",
    prepare(batch, options, random, moment) {
      const { p, grid } = ipswapOptions.parse(options);
      const targets = mixing.mix(batch, mixing.options.parse(options), random.fork("mixing"));
      swapPairs(batch, { grid, p: scheduled(p, moment) }, random);
      return targets;
    },
    loss([first, second], targets, options) {
      const { gamma, alpha, temperature } = ipswapOptions.parse(options);
      return tf.add(
        tf.mul(tf.add(crossEntropy(first, targets), crossEntropy(second, targets)), gamma),
        tf.mul(distillation(first, second, temperature), alpha),
      );
    },
  });
}

/** The method as it is, without a mixing augmentation. */
export const ipswap = ipswapWith({ options: z.object({}), mix: (batch: Batch) => oneHotTargets(batch) });
