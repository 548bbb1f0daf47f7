import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { defineMethod } from "../method.ts";

/**
 * Data-distortion guided self-distillation: two views a, b of every image, cropped and flipped on their own, go through
 * the network as one batch. CE(z_a, y) + CE(z_b, y) + alpha T^2 (KL(p_a || p_b) + KL(p_b || p_a)) + mu MMD(h_a, h_b),
 * where the maximum mean discrepancy of the pooled features h is the squared Euclidean distance of their batch means.
 *
 * There is no code of the authors. That T^2 is there, that gradients flow into both views (else `student`) and that the discrepancy is
 * linear is this program's reading of figure 2; re-implementations disagree in all three.
 */
export const ddgsd = defineMethod({
  id: "ddgsd",
  title: "data-distortion guided self-distillation between two views of an image",
  source: "Xu and Liu 2019, figure 2",
  sampler: "views",
  features: "pooled",
  options: z.object({
    alpha: z.number().min(0).default(1).meta({ value: "weight", description: "weight of the distillation" }),
    temperature: z.number().gt(0).default(3).meta({ value: "t", description: "temperature of the distillation" }),
    featureWeight: z.number().min(0).default(0.0005).meta({
      value: "weight",
      description: "weight of the comparison of features",
    }),
    gradients: z.enum(["both", "student"]).default("both").meta({
      value: "sides",
      description: "whether gradients of a divergence flow into both views, or into the one that is taught alone",
    }),
  }),
  async loss({ alpha, temperature, featureWeight, gradients }) {
    const tf = await import("@tensorflow/tfjs-core");
    const { crossEntropy } = await import("../cross-entropy.ts");
    const { mutualDistillation } = await import("../mutual-distillation.ts");
    const { distillation } = await import("../distillation.ts");
    const { constant } = await import("../constant.ts");
    const taught = (teacher: Tensor2D, student: Tensor2D) =>
      distillation(
        constant(() => tf.clone(teacher)),
        student,
        temperature,
      );
    const distil = (a: Tensor2D, b: Tensor2D): Scalar =>
      gradients === "both" ? mutualDistillation(a, b, temperature) : tf.add(taught(a, b), taught(b, a));
    return ({ logits: [first, second], targets, features: [[ofFirst], [ofSecond]] }) => {
      const discrepancy = tf.sum(tf.squaredDifference(tf.mean(ofFirst, 0), tf.mean(ofSecond, 0)));
      return tf.addN([
        crossEntropy(first, targets),
        crossEntropy(second, targets),
        tf.mul(distil(first, second), alpha),
        tf.mul(discrepancy, featureWeight),
      ]) as Scalar;
    };
  },
});
