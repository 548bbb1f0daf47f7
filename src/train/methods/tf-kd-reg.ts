import type { Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { defineMethod } from "../method.ts";

/**
 * Teacher-free knowledge distillation with a virtual teacher, as the authors' code computes it:
 * (1 - a) CE(z, y) + a (m / K) KL(v || softmax(z)), where v is the softmax of u / T and u has c at the label and
 * (1 - c) / (K - 1) at the K - 1 other classes.
 *
 * Since u holds probabilities and not logits, v is nearly uniform for every T. The student is not softened. 1 / K comes
 * from the average over classes that PyTorch's default reduction takes, which m makes up for. The paper's equation 9
 * softens both by the same temperature and has neither m nor 1 / K: `paper`,
 * (1 - a) CE(z, y) + a KL(softmax(log u / T) || softmax(z / T)).
 */
export const tfKdReg = defineMethod({
  id: "tf-kd-reg",
  title: "teacher-free distillation from a virtual teacher",
  source: "Yuan et al. 2020; yuanli2333/Teacher-free-Knowledge-Distillation, my_loss_function.py",
  sampler: "single",
  // The authors' values for ResNet-18 on CIFAR-100.
  options: z.object({
    alpha: z.number().min(0).max(1).default(0.1).meta({ value: "weight", description: "weight of the distillation" }),
    temperature: z.number().gt(0).default(20).meta({ value: "t", description: "temperature of the distillation" }),
    multiplier: z.number().min(0).default(100).meta({
      value: "m",
      description: "times the distillation term, which is divided by the number of classes",
    }),
    tfKdForm: z.enum(["code", "paper"]).default("code").meta({
      value: "form",
      description: "the loss of the authors' code, or of the paper's equation 9, which has no m",
    }),
    correctProbability: z.number().gt(0).lt(1).default(0.99).meta({
      value: "c",
      description: "probability that the virtual teacher gives the label, before it is softened",
    }),
  }),
  async loss({ alpha, temperature, multiplier, tfKdForm, correctProbability }) {
    const paper = tfKdForm === "paper";
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { klDivergence } = await import("../kl-divergence.ts");
    return ({ logits: [logits], targets }) => {
      const classes = targets.shape[1];
      const soften = (probability: number) => Math.exp((paper ? Math.log(probability) : probability) / temperature);
      const atLabel = soften(correctProbability);
      const elsewhere = soften((1 - correctProbability) / (classes - 1));
      const sum = atLabel + (classes - 1) * elsewhere;
      // Linear in the targets, so that mixed targets have mixed teachers.
      const teacher = tf.add(tf.mul(targets, (atLabel - elsewhere) / sum), elsewhere / sum);
      const divergence = klDivergence(
        tf.log(teacher) as Tensor2D,
        tf.logSoftmax(paper ? tf.div(logits, temperature) : logits) as Tensor2D,
      );
      return tf.add(
        tf.mul(crossEntropy(logits, targets), 1 - alpha),
        tf.mul(divergence, paper ? alpha : (alpha * multiplier) / classes),
      );
    };
  },
});
