import * as tf from "@tensorflow/tfjs-core";
import { elementCount } from "../../../core/element-count.ts";
import { aligned, computed, plain, shapeOf, type Value } from "../value.ts";
import {
  knownNumbers,
  type NodeContext,
  number,
  positiveAxis,
  type Rule,
  type RuleTable,
  required,
  string,
} from "./rule.ts";
import { withoutGradient } from "./without-gradient.ts";

type Elementwise = (x: tf.Tensor, context: NodeContext) => tf.Tensor;

/** An operator on each element: whatever order the tensor is held in. */
const each =
  (compute: Elementwise): Rule =>
  (inputs, context) => {
    const x = required(inputs, 0, context);
    return x.kind === "computed"
      ? computed(compute(x.tensor, context), x.channelsLast)
      : computed(compute(plain(x), context));
  };

const hardSigmoid = (x: tf.Tensor, alpha: number, beta: number): tf.Tensor =>
  tf.clipByValue(tf.add(tf.mul(x, alpha), beta), 0, 1);

/** x where it is positive, else alpha (e^x - 1). */
function exponential(x: tf.Tensor, alpha: number): tf.Tensor {
  return tf.add(tf.relu(x), tf.mul(tf.sub(tf.exp(tf.minimum(x, 0)), 1), alpha));
}

/** x times the normal distribution's share below x, or its approximation by tanh (Hendrycks and Gimpel 2016). */
function gelu(x: tf.Tensor, approximation: string): tf.Tensor {
  const inner =
    approximation === "tanh"
      ? tf.tanh(tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI)))
      : tf.erf(tf.mul(x, Math.SQRT1_2));
  return tf.mul(tf.mul(x, 0.5), tf.add(inner, 1));
}

const clip: Rule = (inputs, context) => {
  const x = required(inputs, 0, context);
  const [low] = knownNumbers(inputs[1], "a lower limit", context) ?? [number(context, "min", -Infinity)];
  const [high] = knownNumbers(inputs[2], "an upper limit", context) ?? [number(context, "max", Infinity)];
  const clipped: Elementwise = (tensor) => {
    const above = low > -Infinity ? tf.maximum(tensor, low) : tensor;
    return high < Infinity ? tf.minimum(above, high) : above;
  };
  // One operation where both limits are there: the common ReLU6.
  const both: Elementwise = (tensor) =>
    low === 0 && high === 6 ? tf.relu6(tensor) : tf.clipByValue(tensor, low, high);
  return each(low > -Infinity && high < Infinity ? both : clipped)([x], context);
};

const parametric: Rule = (inputs, context) => {
  const { tensors, channelsLast } = aligned([required(inputs, 0, context), required(inputs, 1, context)]);
  return computed(tf.prelu(tensors[0], tensors[1]), channelsLast);
};

/**
 * Before operator set 13 all axes from `axis` on are one distribution, afterwards `axis` alone is.
 */
const distribution =
  (compute: (x: tf.Tensor) => tf.Tensor): Rule =>
  (inputs, context) => {
    const value: Value = required(inputs, 0, context);
    const x = plain(value);
    const axis = positiveAxis(number(context, "axis", context.opset < 13 ? 1 : -1), x.rank, context);
    if (axis === x.rank - 1) return computed(compute(x));
    if (context.opset < 13) {
      const rows = elementCount(shapeOf(value).slice(0, axis));
      return computed(tf.reshape(compute(tf.reshape(x, [rows, -1])), x.shape));
    }
    const order = x.shape.map((_, index) => index);
    [order[axis], order[x.rank - 1]] = [order[x.rank - 1], order[axis]];
    return computed(tf.transpose(compute(tf.transpose(x, order)), order));
  };

/** Activations of the last ten years and the functions that exporters take them apart into. */
export const activationRules = {
  Relu: each((x) => tf.relu(x)),
  LeakyRelu: each((x, context) => tf.leakyRelu(x, number(context, "alpha", 0.01))),
  PRelu: parametric,
  Elu: each((x, context) => exponential(x, number(context, "alpha", 1))),
  Celu: each((x, context) => {
    const alpha = number(context, "alpha", 1);
    return tf.mul(exponential(tf.div(x, alpha), 1), alpha);
  }),
  Selu: each((x, context) => {
    const scaled = exponential(x, number(context, "alpha", 1.6732632423543772));
    return tf.mul(scaled, number(context, "gamma", 1.0507009873554805));
  }),
  ThresholdedRelu: each((x, context) => tf.mul(x, tf.step(tf.sub(x, number(context, "alpha", 1))))),
  Sigmoid: each((x) => tf.sigmoid(x)),
  HardSigmoid: each((x, context) => hardSigmoid(x, number(context, "alpha", 0.2), number(context, "beta", 0.5))),
  HardSwish: each((x) => tf.mul(x, hardSigmoid(x, 1 / 6, 0.5))),
  Swish: each((x, context) => tf.mul(x, tf.sigmoid(tf.mul(x, number(context, "alpha", 1))))),
  Mish: each((x) => tf.mul(x, tf.tanh(tf.softplus(x)))),
  Gelu: each((x, context) => gelu(x, string(context, "approximate", "none"))),
  Softplus: each((x) => tf.softplus(x)),
  Softsign: each((x) => tf.div(x, tf.add(tf.abs(x), 1))),
  Tanh: each((x) => tf.tanh(x)),
  Erf: each((x) => tf.erf(x)),
  Clip: clip,
  Softmax: distribution((x) => tf.softmax(x)),
  LogSoftmax: distribution((x) => tf.logSoftmax(x)),
  Exp: each((x) => tf.exp(x)),
  Log: each((x) => tf.log(x)),
  Sqrt: each((x) => tf.sqrt(x)),
  Reciprocal: each((x) => tf.div(1, x)),
  Neg: each((x) => tf.neg(x)),
  Abs: each((x) => tf.abs(x)),
  Sign: each((x) => tf.sign(x)),
  Floor: each((x) => tf.floor(x)),
  Ceil: each((x) => tf.ceil(x)),
  Round: each((x) => tf.round(x)),
  Sin: each((x) => tf.sin(x)),
  Cos: each((x) => tf.cos(x)),
  Not: each((x) => withoutGradient(tf.logicalNot)(tf.cast(x, "bool"))),
  Identity: (inputs, context) => required(inputs, 0, context),
  Dropout: (inputs, context) => required(inputs, 0, context),
} satisfies RuleTable;
