import { z } from "zod";
import { defineMethod } from "../method.ts";

/**
 * Teacher-free knowledge distillation by self-training, as the authors' code computes it:
 * (1 - a) CE(z, y) + a T^2 (m / K) KL(softmax(t / T) || softmax(z / T)), where the teacher's logits t come from a network
 * of the same architecture that was trained with hard labels. 1 / K comes from the average over the K classes that
 * PyTorch's default reduction takes, which m makes up for.
 */
export const tfKdSelf = defineMethod({
  id: "tf-kd-self",
  title: "distillation from the same network trained with hard labels",
  source: "Yuan et al. 2020; yuanli2333/Teacher-free-Knowledge-Distillation, my_loss_function.py",
  sampler: "single",
  learnsFromTeacher: true,
  // The authors' values for ResNet-18 on CIFAR-100.
  options: z.object({
    alpha: z.number().min(0).max(1).default(0.95).meta({ value: "weight", description: "weight of the distillation" }),
    temperature: z.number().gt(0).default(6).meta({ value: "t", description: "temperature of the distillation" }),
    multiplier: z.number().min(0).default(50).meta({
      value: "m",
      description: "times the distillation term, which is divided by the number of classes",
    }),
  }),
  async loss({ alpha, temperature, multiplier }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { distillation } = await import("../distillation.ts");
    return ({ logits: [logits], targets, teacher: [taught] }) => {
      const weight = (alpha * multiplier) / targets.shape[1];
      return tf.add(
        tf.mul(crossEntropy(logits, targets), 1 - alpha),
        tf.mul(distillation(taught, logits, temperature), weight),
      );
    };
  },
});
