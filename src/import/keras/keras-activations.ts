import * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";

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
  gelu_approximate: (x) => {
    const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
  },
  hard_tanh: (x) => tf.clipByValue(x, -1, 1),
  log_sigmoid: (x) => tf.neg(tf.softplus(tf.neg(x))),
};

/**
 * The name of an activation, which may stand in a description of the function.
 *
 * @example activationName({ class_name: "function", config: "softmax" }) // "softmax"
 */
export function activationName(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given ?? "linear";
  const { class_name: kind, config } = given as { class_name?: unknown; config?: unknown };
  if (typeof config === "string") return config;
  return kind === "Softmax" ? "softmax" : given;
}

/** Layers that stand in the place of an activation. */
function layerInPlace(given: unknown): Activation | undefined {
  const { class_name: kind, config } = (given ?? {}) as { class_name?: unknown; config?: Record<string, unknown> };
  const setting = (names: readonly string[], fallback: number): number => {
    const found = names.map((name) => config?.[name]).find((value) => typeof value === "number");
    return typeof found === "number" ? found : fallback;
  };
  switch (kind) {
    case "LeakyReLU":
      return (x) => tf.leakyRelu(x, setting(["negative_slope", "alpha"], 0.3));
    case "ELU":
      return setting(["alpha"], 1) === 1 ? ACTIVATIONS["elu"] : undefined;
    case "ReLU": {
      if (setting(["negative_slope", "threshold"], 0) !== 0 || setting(["threshold"], 0) !== 0) return undefined;
      const most = setting(["max_value"], Number.POSITIVE_INFINITY);
      return (x) => (most === Number.POSITIVE_INFINITY ? tf.relu(x) : tf.minimum(tf.relu(x), most));
    }
    default:
      return undefined;
  }
}

/** The activation of this name. */
export function activation(given: unknown, subject: string): Activation {
  const name = activationName(given);
  const layer = layerInPlace(name);
  if (layer !== undefined) return layer;
  const found = typeof name === "string" && Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : undefined;
  if (found === undefined) {
    throw new InputError(subject, {
      expected: `an activation among ${Object.keys(ACTIVATIONS).join(", ")}`,
      got: JSON.stringify(name).slice(0, 100),
    });
  }
  return found;
}
