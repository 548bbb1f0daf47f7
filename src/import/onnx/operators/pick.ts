import * as tf from "@tensorflow/tfjs-core";

/** As often as this a place may be picked; beyond it the gradient that TensorFlow.js has is the cheaper one. */
const MAX_LAYERS = 64;

/**
 * Elements at known places along an axis. The gradient gathers too: each place adds up what was picked from it, where
 * TensorFlow.js' own multiplies with a matrix of places by picks, far too large for the pixels of an image.
 */
export function pick(x: tf.Tensor, places: readonly number[], axis: number): tf.Tensor {
  const layers = pickedFrom(places, x.shape[axis]);
  const gather = (from: tf.Tensor, at: ArrayLike<number>): tf.Tensor =>
    tf.gather(from, tf.tensor1d(Int32Array.from(at), "int32"), axis);
  if (layers.length > MAX_LAYERS) return gather(x, places);
  const nothing = x.shape.map((size, index) => (index === axis ? 1 : size));
  const operation = tf.customGrad((from) => ({
    value: gather(from as tf.Tensor, places),
    gradFunc: (dy: tf.Tensor) => {
      if (layers.length === 0) return tf.zeros(x.shape);
      const extended = tf.concat([dy, tf.zeros(nothing)], axis);
      return layers.map((layer) => gather(extended, layer)).reduce((sum, part) => tf.add(sum, part));
    },
  }));
  return operation(x);
}

/** For each place the first pick of it, the second, ...; where there is none, the place behind the last pick. */
function pickedFrom(places: readonly number[], size: number): Int32Array[] {
  const counts = new Int32Array(size);
  const layers: Int32Array[] = [];
  for (const [index, place] of places.entries()) {
    const layer = counts[place]++;
    if (layer > MAX_LAYERS) break;
    layers[layer] ??= new Int32Array(size).fill(places.length);
    layers[layer][place] = index;
  }
  return layers;
}
