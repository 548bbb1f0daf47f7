import * as tf from "@tensorflow/tfjs-core";

/**
 * Calls `fn` as `tf.tidy` does. Where it throws, the tensors go too that `tf.keep` and half-finished gradients had taken
 * out of the reach of tidy.
 */
export function tidyOnError<T extends tf.TensorContainer>(fn: () => T): T {
  const engine = tf.engine();
  const kept: tf.Tensor[] = [];
  const { keep } = engine;
  engine.keep = (tensor) => {
    kept.push(tensor);
    return keep.call(engine, tensor) as typeof tensor;
  };
  try {
    return tf.tidy(fn);
  } catch (error) {
    tf.dispose(kept);
    throw error;
  } finally {
    engine.keep = keep;
  }
}
