import * as tf from "@tensorflow/tfjs-core";
import type { LossId } from "../core/classifier.ts";
import { logitLosses } from "./logit-losses.ts";
import { logitsOf } from "./logits-of.ts";
import type { Network } from "./network.ts";

/**
 * The gradient of the summed losses with respect to images in [0, 1], with the logits and each image's loss.
 *
 * @param labels one-hot rows; a row of zeros (padding) gives a meaningless loss
 * @param targets one-hot rows, for `targeted-dlr`
 */
export function inputGradient(
  network: Network,
  loss: LossId,
  images: tf.Tensor,
  labels: tf.Tensor,
  targets?: tf.Tensor,
): readonly [gradient: tf.Tensor, logits: tf.Tensor, losses: tf.Tensor] {
  let logits: tf.Tensor | undefined;
  let losses: tf.Tensor | undefined;
  const gradient = tf.grad((x: tf.Tensor) => {
    logits = tf.keep(logitsOf(network, x));
    losses = tf.keep(logitLosses(loss, logits, labels, targets));
    return tf.sum(losses);
  })(images);
  if (logits === undefined || losses === undefined) throw new Error("the gradient did not call its function");
  return [gradient, logits, losses];
}

/** clip(images + stride x sign(gradient)) to `reach` around `clean`, then to `box`, its lowest and highest value. */
export function stepInBox(
  images: tf.Tensor,
  clean: tf.Tensor,
  gradient: tf.Tensor,
  [stride, reach, box]: readonly [stride: tf.Tensor, reach: tf.Tensor, box: tf.Tensor],
): tf.Tensor {
  const [lowest, highest] = tf.split(box, 2);
  const stepped = tf.add(images, tf.mul(stride, tf.sign(gradient)));
  const above = tf.maximum(tf.maximum(stepped, tf.sub(clean, reach)), lowest);
  return tf.minimum(tf.minimum(above, tf.add(clean, reach)), highest);
}
