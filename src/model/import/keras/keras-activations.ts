import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../../core/error.ts";

type Activation = (x: tf.Tensor) => tf.Tensor;

const clippedLine =
  (slope: number, offset: number): Activation =>
  (x) =>
    tf.clipByValue(tf.add(tf.mul(x, slope), offset), 0, 1);

/** Keras 3's. */
const hardSigmoid = clippedLine(1 / 6, 0.5);

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: (x) => x,
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  leaky_relu: (x) => tf.leakyRelu(x, 0.2),
  elu: (x) => tf.elu(x),
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  hard_sigmoid: hardSigmoid,
  // Keras 2's had another slope, and TensorFlow.js has it still.
  hard_sigmoid_2: clippedLine(0.2, 0.5),
  hard_silu: (x) => tf.mul(x, hardSigmoid(x)),
  hard_swish: (x) => tf.mul(x, hardSigmoid(x)),
  tanh: (x) => tf.tanh(x),
  softmax: (x) => tf.softmax(x),
  log_softmax: (x) => tf.logSoftmax(x),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(tf.abs(x), 1)),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  exponential: (x) => tf.exp(x),
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)),
};

/** The activation of this name. */
export function activation(name: unknown, subject: string): Activation {
  if (name === undefined || name === null) return ACTIVATIONS["linear"];
  const found = typeof name === "string" && Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (found === undefined) {
    throw new InputError(subject, {
      expected: `an activation among ${Object.keys(ACTIVATIONS).join(", ")}`,
      got: JSON.stringify(name).slice(0, 100),
    });
  }
  return found;
}
