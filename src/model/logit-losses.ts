import * as tf from "@tensorflow/tfjs-core";
import type { LossId } from "../core/classifier.ts";

/**
 * The loss of each row of logits, as `LossId` defines it, differentiable.
 *
 * @param logits [n, classes]
 * @param labels one-hot rows; a row of zeros (padding) gives a meaningless loss
 * @param targets one-hot rows, for `targeted-dlr`
 */
export function logitLosses(loss: LossId, logits: tf.Tensor, labels: tf.Tensor, targets?: tf.Tensor): tf.Tensor {
  if (loss === "cross-entropy") return tf.neg(tf.sum(tf.mul(labels, tf.logSoftmax(logits as tf.Tensor2D)), 1));
  const of = (mask: tf.Tensor) => tf.sum(tf.mul(logits, mask), 1);
  const [first, second, third, fourth] = largestMasks(logits, loss === "dlr" ? 3 : 4);
  if (loss === "dlr") {
    // The best class besides the label: the second where the label comes first.
    const labelLeads = tf.sum(tf.mul(first, labels), 1);
    const other = tf.add(of(first), tf.mul(labelLeads, tf.sub(of(second), of(first))));
    return tf.div(tf.sub(other, of(labels)), tf.add(tf.sub(of(first), of(third)), DENOMINATOR_FLOOR));
  }
  if (targets === undefined) throw new Error("targeted-dlr needs targets");
  const middle = tf.div(tf.add(of(third), of(fourth)), 2);
  return tf.div(tf.sub(of(targets), of(labels)), tf.add(tf.sub(of(first), middle), DENOMINATOR_FLOOR));
}

/** Keeps the ratio finite where all logits are equal; the value of AutoAttack's code. */
const DENOMINATOR_FLOOR = 1e-12;

/** One-hot rows of the largest logit, the second largest, ...; constants to differentiation. */
function largestMasks(logits: tf.Tensor, count: number): readonly tf.Tensor[] {
  const masks = tf.customGrad((z) => {
    const ranks = tf.topk(z as tf.Tensor, count).indices;
    const value = tf.cast(tf.oneHot(ranks, logits.shape[1] as number), "float32");
    return { value, gradFunc: () => tf.zerosLike(z as tf.Tensor) };
  })(logits);
  return tf.unstack(masks, 1);
}
