import { InputError } from "../../core/error.ts";
import { type GraphNode, type NodeInput, textOf } from "./graph-nodes.ts";
import { OWN_OPERATORS } from "./own-operators.ts";
import { STATIC_OPERATORS } from "./static-arithmetic.ts";
import type { WeightEntry } from "./weight-manifest.ts";

/** Names under which this program's versions of operators are registered with the library. */
export const OWN = "IpswapEval";
export const STATIC = `${OWN}Static`;

/** The same graph in operators that have gradients, and with its shape arithmetic apart. */
export function rewriteGraph(
  nodes: readonly GraphNode[],
  constants: ReadonlyMap<string, WeightEntry>,
  path: string,
): readonly GraphNode[] {
  const plain = nodes.flatMap((node) => unfuse(node, path)).map(withoutDefaults);
  return withStaticArithmetic(plain, constants).map((node) =>
    Object.hasOwn(OWN_OPERATORS, node.operator) ? { ...node, operator: OWN + node.operator } : node,
  );
}

/** A placeholder with a default is the default: what is fed are the images alone. */
function withoutDefaults(node: GraphNode): GraphNode {
  return node.operator === "PlaceholderWithDefault" ? { ...node, operator: "Identity" } : node;
}

const FUSED: Readonly<Record<string, string>> = {
  _FusedConv2D: "Conv2D",
  FusedDepthwiseConv2dNative: "DepthwiseConv2dNative",
  _FusedMatMul: "MatMul",
};

const ACTIVATIONS = new Set(["Relu", "Relu6", "Elu", "Tanh", "Sigmoid", "LeakyRelu", "Prelu"]);

/** A fused operator as the ones it was fused from. */
function unfuse(node: GraphNode, path: string): readonly GraphNode[] {
  const operator = FUSED[node.operator];
  if (operator === undefined) return [node];
  const { name, inputs, attributes } = node;
  const steps = (attributes["fused_ops"]?.list?.s ?? []).map(textOf);
  const [a, b, ...extra] = inputs;
  const parts: GraphNode[] = [{ name: `${name}/0`, operator, inputs: [a, b], attributes }];
  for (const step of steps) {
    const value = { node: parts[parts.length - 1].name, output: 0 };
    const next = { name: `${name}/${parts.length}`, attributes: {} };
    const argument = step === "BiasAdd" || step === "Prelu" ? extra.shift() : undefined;
    if (argument !== undefined) parts.push({ ...next, operator: step, inputs: [value, argument] });
    else if (step === "LeakyRelu") {
      const alpha = attributes["leakyrelu_alpha"] ?? { f: 0.2 };
      parts.push({ ...next, operator: step, inputs: [value], attributes: { alpha } });
    } else if (ACTIVATIONS.has(step) && step !== "Prelu") parts.push({ ...next, operator: step, inputs: [value] });
    else {
      throw new InputError(`${path}, node ${name}`, {
        expected: `a fusion with BiasAdd or one of ${[...ACTIVATIONS].join(", ")}`,
        got: step,
        remedy: "Convert the model without fusions of that kind.",
      });
    }
  }
  // The last one has the name that others refer to.
  return parts.map((part, i) => (i === parts.length - 1 ? { ...part, name } : part));
}

/** What a shape is calculated from. */
const SHAPES = new Set(["Shape", "Size", "Rank"]);

/**
 * Marks the nodes that depend on shapes and constants of whole numbers alone: they are worked out on the spot, since
 * other operators have to know the values when they run.
 */
function withStaticArithmetic(
  nodes: readonly GraphNode[],
  constants: ReadonlyMap<string, WeightEntry>,
): readonly GraphNode[] {
  const known = new Set<string>();
  const isKnown = ({ node }: NodeInput) => known.has(node);
  return nodes.map((node) => {
    const { name, operator, inputs } = node;
    const constant = operator === "Const" ? constants.get(name) : undefined;
    const exact = constant !== undefined && (constant.dtype !== "float32" || constant.shape.length === 0);
    if (SHAPES.has(operator) || exact) known.add(name);
    if (!(inputs.length > 0 && Object.hasOwn(STATIC_OPERATORS, operator) && inputs.every(isKnown))) return node;
    known.add(name);
    return { ...node, operator: STATIC + operator };
  });
}
