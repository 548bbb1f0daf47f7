import * as tf from "@tensorflow/tfjs-core";
import type { OnnxNode } from "../graph.ts";
import { computed, plain, type Value } from "../value.ts";
import { activationRules } from "./activation.ts";
import { arithmeticRules } from "./arithmetic.ts";
import { convolutionRules } from "./convolution.ts";
import { matrixRules } from "./matrix.ts";
import { normalizationRules } from "./normalization.ts";
import {
  type Inputs,
  type NodeContext,
  number,
  numbers,
  only,
  type Rule,
  type RuleTable,
  required,
  string,
  unsupported,
} from "./rule.ts";

/** The context with other attributes of the node. */
function withAttributes(context: NodeContext, attributes: Record<string, number | string>): NodeContext {
  const node: OnnxNode = { ...context.node, attributes: new Map(Object.entries(attributes)) };
  return { ...context, node };
}

/** Activations that are fused, and the names of their parameters. */
const FUSED: Readonly<Record<string, { readonly rule: Rule; readonly parameters: readonly string[] }>> = {
  Relu: { rule: activationRules.Relu, parameters: [] },
  Sigmoid: { rule: activationRules.Sigmoid, parameters: [] },
  Tanh: { rule: activationRules.Tanh, parameters: [] },
  LeakyRelu: { rule: activationRules.LeakyRelu, parameters: ["alpha"] },
  HardSigmoid: { rule: activationRules.HardSigmoid, parameters: ["alpha", "beta"] },
  Clip: { rule: activationRules.Clip, parameters: ["min", "max"] },
};

/** The activation at the end of a fused operator. */
function activated(value: Value, context: NodeContext, single: boolean): Value {
  const name = string(context, "activation", "");
  if (name === "") return value;
  const known = Object.hasOwn(FUSED, name) ? FUSED[name] : undefined;
  if (known === undefined) throw unsupported(context, `the activation ${name}`);
  const values = single ? [number(context, "activation_alpha", 0.01)] : (numbers(context, "activation_params") ?? []);
  const attributes = Object.fromEntries(known.parameters.slice(0, values.length).map((key, i) => [key, values[i]]));
  return only(known.rule([value], withAttributes(context, attributes)));
}

const convolution: Rule = (inputs, context) => {
  const result = only(convolutionRules.Conv(inputs.slice(0, 3), context));
  const sum = inputs[3] === undefined ? result : only(arithmeticRules.Add([result, inputs[3]], context));
  return activated(sum, context, false);
};

const product: Rule = (inputs, context) => {
  if (number(context, "transBatchA", 0) !== 0 || number(context, "transBatchB", 0) !== 0) {
    throw unsupported(context, "transposed batches");
  }
  const sides = [0, 1].map((index) => {
    const side = required(inputs, index, context);
    return number(context, index === 0 ? "transA" : "transB", 0) === 1 ? lastTwoSwapped(side) : side;
  });
  const result = only(matrixRules.MatMul(sides, context)) as Extract<Value, { kind: "computed" }>;
  const alpha = number(context, "alpha", 1);
  return alpha === 1 ? result : computed(tf.mul(result.tensor, alpha));
};

function lastTwoSwapped(value: Value): Value {
  const tensor = plain(value);
  const order = tensor.shape.map((_, axis) => axis);
  order.push(...order.splice(-2).reverse());
  return computed(tf.transpose(tensor, order));
}

/** A rule on the sum of some inputs. */
const ofSum =
  (rule: Rule, count: number, attributes?: Record<string, string>): Rule =>
  (inputs, context) => {
    const terms = inputs.slice(0, count).filter((input) => input !== undefined);
    const sum = terms.reduce((total, term) => only(arithmeticRules.Add([total, term], context)));
    return rule([sum], attributes === undefined ? context : withAttributes(context, attributes));
  };

/** Input and skip connection (and bias) added, normalised; the sum is an output as well. */
const skipNorm =
  (rule: Rule, bias: number): Rule =>
  (inputs: Inputs, context) => {
    const terms = [required(inputs, 0, context), required(inputs, 1, context), inputs[bias]];
    const sum = terms.reduce<Value | undefined>(
      (total, term) =>
        total === undefined || term === undefined ? (total ?? term) : only(arithmeticRules.Add([total, term], context)),
      undefined,
    ) as Value;
    const node = { ...context.node, outputs: context.node.outputs.slice(0, 1) };
    const scaleAndOffset = inputs.slice(2, bias);
    return withOutput(context, only(rule([sum, ...scaleAndOffset], { ...context, node })), sum);
  };

/** The mean and the deviation, second and third, are for training. */
function withOutput(context: NodeContext, normalised: Value, sum: Value): readonly Value[] {
  const [, mean = "", deviation = ""] = context.node.outputs;
  if (mean !== "" || deviation !== "") throw unsupported(context, "a mean as output");
  return [normalised, sum, sum, sum];
}

/** What ONNX Runtime fuses operators into when it saves an optimised model. */
export const contributedRules = {
  "com.microsoft.FusedConv": convolution,
  "com.microsoft.FusedGemm": (inputs, context) => activated(only(matrixRules.Gemm(inputs, context)), context, true),
  "com.microsoft.FusedMatMul": product,
  "com.microsoft.TransposeMatMul": product,
  "com.microsoft.Gelu": ofSum(activationRules.Gelu, 1),
  "com.microsoft.BiasGelu": ofSum(activationRules.Gelu, 2),
  "com.microsoft.FastGelu": ofSum(activationRules.Gelu, 2, { approximate: "tanh" }),
  "com.microsoft.QuickGelu": (inputs, context) =>
    activationRules.Swish(inputs, withAttributes(context, { alpha: number(context, "alpha", 1.702) })),
  "com.microsoft.SkipLayerNormalization": skipNorm(normalizationRules.LayerNormalization, 4),
  "com.microsoft.SkipSimplifiedLayerNormalization": skipNorm(normalizationRules.RMSNormalization, 3),
  SimplifiedLayerNormalization: normalizationRules.RMSNormalization,
} satisfies RuleTable;
