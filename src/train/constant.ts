import * as tf from "@tensorflow/tfjs-core";

/** What `compute` returns, as a constant: no gradient flows into what it was computed from. */
export function constant<T extends tf.Tensor>(compute: () => T): T {
  // A function with a gradient of its own is opaque to automatic differentiation, and nothing else is behind this one.
  const opaque = tf.customGrad(() => ({ value: compute(), gradFunc: () => tf.scalar(0) }));
  return opaque(tf.scalar(0)) as T;
}
