import * as tf from "@tensorflow/tfjs-core";

/**
 * The gradient of normalisation with given statistics, y = (x - m) r s + o with r = 1 / sqrt(v + epsilon), in a form
 * that touches the images as few times as it can: two sums per channel, and one product.
 *
 *     do = sum dy    ds = r sum dy (x - m)    dm = -s r sum dy    dv = -s r^3 / 2 sum dy (x - m)    dx = dy s r
 *
 * TensorFlow.js' own computes each of these from full-size tensors of its own.
 */
export const batchNormalizationGradient: tf.GradConfig = {
  kernelName: tf.FusedBatchNorm,
  inputsToSave: ["x", "mean", "variance", "scale"],
  gradFunc: (dys, saved, attributes) => {
    const dy = dys as tf.Tensor;
    const [x, mean, variance, scale] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor | undefined];
    const { varianceEpsilon } = attributes as unknown as tf.FusedBatchNormAttrs;
    const rate = tf.rsqrt(tf.add(variance, varianceEpsilon));
    const slope = scale === undefined || scale === null ? rate : tf.mul(scale, rate);
    const axes = tf.broadcast_util.getReductionAxes(mean.shape, x.shape);
    const summed = (pixels: tf.Tensor) => tf.reshape(tf.sum(pixels, axes), mean.shape);
    const total = summed(dy);
    const covariance = summed(tf.mul(dy, tf.sub(x, mean)));
    return {
      x: () => tf.mul(dy, slope),
      mean: () => tf.neg(tf.mul(slope, total)),
      variance: () => tf.mul(tf.mul(slope, tf.square(rate)), tf.mul(covariance, -0.5)),
      scale: () => tf.mul(rate, covariance),
      offset: () => total,
    };
  },
};
