import { elementCount } from "../../core/element-count.ts";
import type { GraphBuilder } from "../graph/builder.ts";
import { type Graph, sameShape, type Value } from "../graph/graph.ts";
import { reduce, reshape } from "../graph/operators.ts";
import { type RewriteRule, rewrite } from "../graph/rewrite.ts";
import { integerOf } from "./attributes.ts";
import {
  blockedAffine,
  blockedConvolution,
  blockedMean,
  blockedSource,
  blockedWeights,
  enterBlocked,
  leaveBlocked,
} from "./blocked-operators.ts";
import { concatenation, shift } from "./blocked-shifts.ts";
import { isElementwise } from "./elementwise.ts";

/**
 * Puts convolutions whose weights change from call to call, and what happens between them, into blocked layout.
 *
 * @param block channels in a block on this processor
 */
export function blockImages(graph: Graph, block: number): Graph {
  const varying = varyingConvolutions(graph);
  const rules = [
    convolutionRule(block, varying),
    normalization,
    mask,
    channelwise,
    elementwise,
    pixelReduction,
    shift(block),
    concatenation,
  ];
  return varying.size === 0 ? graph : rewrite(graph, ...rules);
}

/** Results of the convolutions whose weights depend on a graph input. */
function varyingConvolutions(graph: Graph): ReadonlySet<Value> {
  const varying = new Set<Value>(graph.inputs);
  const results = new Set<Value>();
  for (const { operator, inputs, outputs } of graph.operations) {
    if (operator === "Conv" && varying.has(inputs[1]!)) results.add(outputs[0]!);
    if (inputs.some((input) => input !== undefined && varying.has(input)))
      for (const output of outputs) varying.add(output);
  }
  return results;
}

const convolutionRule =
  (block: number, varying: ReadonlySet<Value>): RewriteRule =>
  (graph, operation) => {
    const { operator, domain, inputs, attributes, outputs } = operation;
    if (operator !== "Conv" || domain !== "" || !varying.has(outputs[0]!)) return undefined;
    const [x, weights, bias] = inputs as [Value, Value, Value | undefined];
    const [out, channels] = weights.shape as [number, number];
    const fits = out % block === 0 && (channels % block === 0 || channels < block);
    if (!fits || integerOf(operation, "group", 1) !== 1) return undefined;
    const images = channels < block ? x : enterBlocked(graph, x);
    const operands = [images, blockedWeights(graph, weights, block), ...(bias === undefined ? [] : [bias])];
    return [leaveBlocked(graph, blockedConvolution(graph, operands, attributes, outputs[0]!.shape))];
  };

/** Normalisation with given statistics is affine. */
const normalization: RewriteRule = (graph, { operator, inputs, attributes }) => {
  const source = operator === "BatchNormalization" ? blockedSource(graph, inputs[0]!) : undefined;
  if (source === undefined) return undefined;
  const [, scale, offset, mean, variance] = inputs;
  const epsilon = attributes["epsilon"];
  const added = epsilon !== undefined && "float" in epsilon ? epsilon.float : 1e-5;
  const deviation = graph.emit("Sqrt", [graph.emit("Add", [variance, graph.scalar(added)])]);
  const slope = graph.emit("Div", [scale, deviation]);
  const shift = graph.emit("Sub", [offset, graph.emit("Mul", [mean, slope])]);
  return [leaveBlocked(graph, blockedAffine(graph, source, slope, shift))];
};

/** Numbers 0 and 1 from a comparison with a number. */
const mask: RewriteRule = (graph, { operator, inputs, attributes, outputs }) => {
  const comparison = operator === "Cast" ? graph.producer(inputs[0]!) : undefined;
  if (comparison?.operator !== "Greater" || outputs[0]!.type !== "float32") return undefined;
  const [x, threshold] = comparison.inputs as [Value, Value];
  const source = blockedSource(graph, x);
  if (source === undefined || elementCount(threshold.shape) !== 1) return undefined;
  const results = [{ type: "float32" as const, shape: x.shape }];
  return [
    leaveBlocked(graph, graph.emit("Cast", [graph.emit("Greater", [source, threshold])], attributes, { results })),
  ];
};

/** An image batch with one number per channel. */
const channelwise: RewriteRule = (graph, { operator, domain, inputs }) => {
  if (inputs.length !== 2 || domain !== "") return undefined;
  const [a, b] = inputs as [Value, Value];
  const [images, numbers] = blockedSource(graph, a) === undefined && operator !== "Sub" ? [b, a] : [a, b];
  const source = blockedSource(graph, images);
  if (source === undefined || !isPerChannel(numbers, source)) return undefined;
  const ones = () => graph.constant(new Float32Array(source.shape[1]!).fill(1), [source.shape[1]!]);
  switch (operator) {
    case "Mul":
      return [leaveBlocked(graph, blockedAffine(graph, source, numbers))];
    case "Add":
      return [leaveBlocked(graph, blockedAffine(graph, source, ones(), numbers))];
    case "Sub":
      return [leaveBlocked(graph, blockedAffine(graph, source, ones(), graph.emit("Neg", [numbers])))];
    default:
      return undefined;
  }
};

function isPerChannel(value: Value, images: Value): boolean {
  const full = [...Array.from({ length: 4 - value.shape.length }, () => 1), ...value.shape];
  return value.type === "float32" && sameShape(full, [1, images.shape[1]!, 1, 1]);
}

const elementwise: RewriteRule = (graph, operation) => {
  const { operator, inputs, attributes, outputs } = operation;
  const [result] = outputs;
  const plain = isElementwise(operation) && result!.type === "float32" && inputs.every((x) => x?.type === "float32");
  if (!plain) return undefined;
  const large = inputs.filter((input) => sameShape(input!.shape, result!.shape));
  const blocked = large.filter((input) => blockedSource(graph, input!) !== undefined);
  const small = inputs.filter((input) => !large.includes(input));
  if (blocked.length === 0 || small.some((input) => elementCount(input!.shape) !== 1)) return undefined;
  // Reordering an operand must not cost more than it saves.
  if (large.length - blocked.length > blocked.length) return undefined;
  const moved = inputs.map((input) => (large.includes(input) ? enterBlocked(graph, input!) : input));
  const results = [{ type: result!.type, shape: result!.shape }];
  return [leaveBlocked(graph, graph.emit(operator, moved, attributes, { results }))];
};

/** Sums and means over pixels, and perhaps images. */
const pixelReduction: RewriteRule = (graph, operation) => {
  const { operator, inputs, outputs } = operation;
  if (operator !== "ReduceSum" && operator !== "ReduceMean") return undefined;
  const source = blockedSource(graph, inputs[0]!);
  if (source === undefined) return undefined;
  const axes = Array.from(graph.constantData(inputs[1]!) ?? [], Number).sort((a, b) => a - b);
  const overImages = sameShape(axes, [0, 2, 3]);
  if (!overImages && !sameShape(axes, [2, 3])) return undefined;
  const perImage = blockedMean(graph, source);
  const means = overImages ? reduce(graph, operator, perImage, [0]) : perImage;
  const pixels = source.shape[2]! * source.shape[3]!;
  const total = operator === "ReduceSum" ? scaled(graph, means, pixels) : means;
  return [reshape(graph, total, outputs[0]!.shape)];
};

const scaled = (graph: GraphBuilder, x: Value, factor: number) => graph.emit("Mul", [x, graph.scalar(factor)]);
