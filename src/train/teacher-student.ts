import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";
import type { Loss } from "./method.ts";

/**
 * Options of the methods that compare features of a student with those of its teacher. As in RepDistiller, knowledge
 * distillation can be added to them.
 *
 * @param featureWeight default weight of the comparison
 */
export const teacherStudentOptions = (featureWeight: number) =>
  z.object({
    gamma: z.number().min(0).default(1).meta({ value: "weight", description: "weight of the cross-entropy" }),
    alpha: z.number().min(0).default(0).meta({ value: "weight", description: "weight of the distillation" }),
    temperature: z.number().gt(0).default(4).meta({ value: "t", description: "temperature of the distillation" }),
    featureWeight: z.number().min(0).default(featureWeight).meta({
      value: "weight",
      description: "weight of the comparison of features",
    }),
  });

/**
 * gamma CE(z, y) + alpha T^2 KL(teacher || student) + featureWeight times what `compare` says.
 *
 * @param compare a scalar from the student's and the teacher's features, and from what else the loss is given
 */
export async function teacherStudentLoss(
  options: z.output<ReturnType<typeof teacherStudentOptions>>,
  compare: (student: readonly Tensor[], teacher: readonly Tensor[], inputs: Parameters<Loss>[0]) => Scalar,
): Promise<Loss> {
  const { gamma, alpha, temperature, featureWeight } = options;
  const tf = await import("@tensorflow/tfjs-core");
  const { crossEntropy } = await import("./cross-entropy.ts");
  const { distillation } = await import("./distillation.ts");
  return (inputs) => {
    const {
      logits: [logits],
      targets,
      teacher: [taught],
      features: [student],
      teacherFeatures,
    } = inputs;
    const terms = [
      tf.mul(crossEntropy(logits, targets), gamma),
      tf.mul(compare(student, teacherFeatures, inputs), featureWeight),
    ];
    if (alpha > 0) terms.push(tf.mul(distillation(taught, logits, temperature), alpha));
    return tf.addN(terms) as Scalar;
  };
}
