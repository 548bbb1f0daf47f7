import { z } from "zod";
import { defineMethod } from "../method.ts";
import { swapPairs } from "../patch-swap.ts";
import { swapOptions } from "../swap-options.ts";

/**
 * Pairs of one class exchange patches, and the network learns from the label and from its own two answers:
 * gamma (CE(z1, y) + CE(z2, y)) + alpha T^2 (KL(p1 || p2) + KL(p2 || p1)), with gradients through both branches.
 */
export const ipswap = defineMethod({
  id: "ipswap",
  title: "patch swap within the class with self-distillation",
  source: "Choi et al., Intra-class Patch Swap for Self-Distillation",
  sampler: "pair",
  options: swapOptions.extend({
    gamma: z.number().min(0).default(1).meta({ value: "weight", description: "weight of the cross-entropy" }),
    alpha: z.number().min(0).default(1).meta({ value: "weight", description: "weight of the distillation" }),
    // Not legible in the paper; 4 is the distillation literature's usual.
    temperature: z.number().gt(0).default(4).meta({ value: "t", description: "temperature of the distillation" }),
  }),
  changeImages: swapPairs,
  async loss({ gamma, alpha, temperature }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { mutualDistillation } = await import("../mutual-distillation.ts");
    return ({ logits: [first, second], targets }) =>
      tf.add(
        tf.mul(tf.add(crossEntropy(first, targets), crossEntropy(second, targets)), gamma),
        tf.mul(mutualDistillation(first, second, temperature), alpha),
      );
  },
});
