import { z } from "zod";
import { defineMethod } from "../method.ts";

/**
 * Knowledge distillation: gamma CE(z, y) + alpha T^2 KL(softmax(t / T) || softmax(z / T)) with the logits t of a trained
 * teacher. The defaults are RepDistiller's.
 */
export const kd = defineMethod({
  id: "kd",
  title: "knowledge distillation from a trained teacher",
  source: "Hinton et al. 2015; HobbitLong/RepDistiller, distiller_zoo/KD.py",
  sampler: "single",
  learnsFromTeacher: true,
  options: z.object({
    gamma: z.number().min(0).default(0.1).meta({ value: "weight", description: "weight of the cross-entropy" }),
    alpha: z.number().min(0).default(0.9).meta({ value: "weight", description: "weight of the distillation" }),
    temperature: z.number().gt(0).default(4).meta({ value: "t", description: "temperature of the distillation" }),
  }),
  async loss({ gamma, alpha, temperature }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { distillation } = await import("../distillation.ts");
    return ({ logits: [logits], targets, teacher: [taught] }) =>
      tf.add(tf.mul(crossEntropy(logits, targets), gamma), tf.mul(distillation(taught, logits, temperature), alpha));
  },
});
