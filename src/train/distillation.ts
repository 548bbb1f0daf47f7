import * as tf from "@tensorflow/tfjs-core";
import { klDivergence } from "./kl-divergence.ts";

/**
 * How far a student is from its teacher: T^2 KL(p || q), averaged over the batch, with p = softmax(t / T),
 * q = softmax(z / T). T^2 keeps gradients of one size over temperatures (Hinton et al. 2015, section 2).
 *
 * Gradients flow into both, so a teacher that is not to learn has to be a constant.
 *
 * @param teacher t, logits [n, classes]
 * @param student z, logits [n, classes]
 * @param temperature T > 0
 * @returns a scalar >= 0, in nats
 */
export function distillation(teacher: tf.Tensor2D, student: tf.Tensor2D, temperature: number): tf.Scalar {
  const soften = (logits: tf.Tensor2D) => tf.logSoftmax(tf.div(logits, temperature)) as tf.Tensor2D;
  return tf.mul(klDivergence(soften(teacher), soften(student)), temperature * temperature);
}
