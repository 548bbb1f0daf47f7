import { z } from "zod";
import { defineMethod } from "../method.ts";

/**
 * Class-wise self-distillation: CE(z, y) + alpha T^2 KL(p' || p), where p' are the softened probabilities that the
 * network gives to another image of the class, in a forward pass of its own and as a constant. The other image is not
 * learnt from. The pass is in training mode, so batch normalisation's moving averages move twice a step.
 */
export const csKd = defineMethod({
  id: "cs-kd",
  title: "class-wise self-distillation from another image of the class",
  source: "Yun et al. 2020; alinlab/cs-kd, train.py",
  sampler: "class",
  forward: "second-without-gradient",
  // The authors' values for CIFAR-100; 3 is their weight for fine-grained sets.
  options: z.object({
    alpha: z.number().min(0).default(1).meta({ value: "weight", description: "weight of the distillation" }),
    temperature: z.number().gt(0).default(4).meta({ value: "t", description: "temperature of the distillation" }),
  }),
  async loss({ alpha, temperature }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { distillation } = await import("../distillation.ts");
    return ({ logits: [logits, ofPartner], targets }) =>
      tf.add(crossEntropy(logits, targets), tf.mul(distillation(ofPartner, logits, temperature), alpha));
  },
});
