import * as tf from "@tensorflow/tfjs-core";
import { computed, plain, shapeOf, type Value } from "../value.ts";
import { activationRules } from "./activation.ts";
import { arithmeticRules } from "./arithmetic.ts";
import { convolutionRules } from "./convolution.ts";
import { joiningRules } from "./joining.ts";
import { matrixRules } from "./matrix.ts";
import { poolingRules } from "./pooling.ts";
import { dequantize, quantize, quantizerAt } from "./quantizer.ts";
import {
  type Inputs,
  type NodeContext,
  number,
  only,
  type Rule,
  type RuleTable,
  required,
  unsupported,
} from "./rule.ts";

/** The value at a place of the inputs, with the scale and the zero point behind it, as numbers. */
function real(inputs: Inputs, index: number, context: NodeContext, axis = 0): Value {
  return dequantize(required(inputs, index, context), quantizerAt(inputs, index + 1, context, axis), context);
}

/** An operator on some quantised tensors (value, scale, zero point each), with a quantised result. */
const between =
  (rule: Rule, operands: number): Rule =>
  (inputs, context) => {
    const values = Array.from({ length: operands }, (_, index) => real(inputs, 3 * index, context));
    return quantize(only(rule(values, context)), quantizerAt(inputs, 3 * operands, context), context);
  };

/** The output channels are the first axis of a convolution's weights. */
const convolution: Rule = (inputs, context) => {
  const values = [real(inputs, 0, context), real(inputs, 3, context)];
  const bias = inputs[8] && scaledBias(inputs[8], inputs, context);
  return quantize(only(convolutionRules.Conv([...values, bias], context)), quantizerAt(inputs, 6, context), context);
};

/** A bias is in steps of the image's scale times the weights'. */
function scaledBias(bias: Value, inputs: Inputs, context: NodeContext): Value {
  const scales = [1, 4].map((index) => tf.cast(plain(required(inputs, index, context)), "float32"));
  return computed(tf.mul(tf.cast(plain(bias), "float32"), tf.mul(scales[0], scales[1])));
}

const product: Rule = (inputs, context) => {
  const columns = shapeOf(required(inputs, 3, context)).length - 1;
  const values = [real(inputs, 0, context), real(inputs, 3, context, columns)];
  return quantize(only(matrixRules.MatMul(values, context)), quantizerAt(inputs, 6, context), context);
};

const general: Rule = (inputs, context) => {
  const columns = number(context, "transB", 0) === 1 ? 0 : 1;
  const values = [real(inputs, 0, context), real(inputs, 3, context, columns)];
  const bias = inputs[6] && scaledBias(inputs[6], inputs, context);
  const sum = only(matrixRules.Gemm([...values, bias], context));
  return inputs[7] === undefined ? sum : quantize(sum, quantizerAt(inputs, 7, context), context);
};

const concat: Rule = (inputs, context) => {
  const values = Array.from({ length: (inputs.length - 2) / 3 }, (_, index) => real(inputs, 2 + 3 * index, context));
  return quantize(only(joiningRules.Concat(values, context)), quantizerAt(inputs, 0, context), context);
};

const pool =
  (rule: Rule): Rule =>
  (inputs, context) => {
    if (number(context, "channels_last", 0) !== 0) throw unsupported(context, "channels last");
    return between(rule, 1)(inputs, context);
  };

/** Products of integers: zero points are taken off, and no scale is applied. */
const integers =
  (rule: Rule, weightsAxis: number): Rule =>
  (inputs, context) => {
    const one = { kind: "constant", data: Float32Array.of(1), shape: [], type: "float" } as const;
    const values = [0, 1].map((index) => {
      const x = required(inputs, index, context);
      return dequantize(x, { scale: one, zeroPoint: inputs[index + 2], axis: index === 0 ? 0 : weightsAxis }, context);
    });
    return rule(values, context);
  };

/** Operators on quantised tensors, computed as what they stand for: on numbers, and then rounded. */
export const integerArithmeticRules = {
  QLinearConv: convolution,
  QLinearMatMul: product,
  ConvInteger: integers(convolutionRules.Conv, 0),
  MatMulInteger: integers(matrixRules.MatMul, -1),
  "com.microsoft.QLinearAdd": between(arithmeticRules.Add, 2),
  "com.microsoft.QLinearMul": between(arithmeticRules.Mul, 2),
  "com.microsoft.QLinearSigmoid": between(activationRules.Sigmoid, 1),
  "com.microsoft.QLinearLeakyRelu": between(activationRules.LeakyRelu, 1),
  "com.microsoft.QLinearSoftmax": between(activationRules.Softmax, 1),
  "com.microsoft.QLinearGlobalAveragePool": pool(poolingRules.GlobalAveragePool),
  "com.microsoft.QLinearAveragePool": pool(poolingRules.AveragePool),
  "com.microsoft.QLinearConcat": concat,
  "com.microsoft.QGemm": general,
} satisfies RuleTable;
