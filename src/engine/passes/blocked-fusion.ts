import type { GraphBuilder } from "../graph/builder.ts";
import { type Graph, type Operation, sameShape, type Value } from "../graph/graph.ts";
import { type RewriteRule, rewrite, type Site } from "../graph/rewrite.ts";
import { blockedConvolution } from "./blocked-operators.ts";

/**
 * Lets blocked convolutions do what follows them while their results are in registers: add numbers per channel, add
 * another image, rectify. Holds only where nothing else reads the convolution's own result.
 */
export function fuseBlocked(graph: Graph): Graph {
  return rewrite(graph, offset, sum, rectifier);
}

const CONVOLUTION = { operator: "Conv", domain: "com.microsoft.nchwc" } as const;

/** The blocked convolution behind an operand that nobody else reads, as long as it ends without activation. */
function openConvolution(graph: GraphBuilder, operation: Operation, position: number, site: Site) {
  const producer = graph.producer(operation.inputs[position]!);
  const open =
    producer?.operator === CONVOLUTION.operator &&
    producer.domain === CONVOLUTION.domain &&
    producer.attributes["activation"] === undefined;
  return open && site.inputUses(position) === 1 ? producer : undefined;
}

/** An affine map with slopes of one only moves the offset. */
const offset: RewriteRule = (graph, operation, site) => {
  const { operator, domain, inputs, outputs } = operation;
  if (operator !== CONVOLUTION.operator || domain !== CONVOLUTION.domain) return undefined;
  const [, slope, shift, added] = inputs;
  const isShift = shift !== undefined && added === undefined && slopesAreOne(graph, slope!, outputs[0]!);
  const convolution = isShift ? openConvolution(graph, operation, 0, site) : undefined;
  if (convolution === undefined) return undefined;
  const [x, weights, bias, ...rest] = convolution.inputs;
  const moved = bias === undefined ? shift : graph.emit("Add", [bias, shift]);
  return [blockedConvolution(graph, [x, weights, moved, ...rest], convolution.attributes, outputs[0]!.shape)];
};

function slopesAreOne(graph: GraphBuilder, slope: Value, result: Value): boolean {
  if (!sameShape(slope.shape, [result.shape[1]!, 1, 1, 1])) return false;
  const producer = graph.producer(slope);
  const data = graph.constantData(producer?.operator === "Reshape" ? producer.inputs[0]! : slope);
  return data?.every((element) => Number(element) === 1) === true;
}

const sum: RewriteRule = (graph, operation, site) => {
  const { operator, domain, inputs, outputs } = operation;
  const [a, b] = inputs;
  if (operator !== "Add" || domain !== "" || a === b || !sameShape(a!.shape, b!.shape)) return undefined;
  for (const position of [0, 1]) {
    const convolution = openConvolution(graph, operation, position, site);
    if (convolution === undefined || convolution.inputs[3] !== undefined) continue;
    const [x, weights, bias] = convolution.inputs;
    const operands = [x, weights, bias, inputs[1 - position]];
    return [blockedConvolution(graph, operands, convolution.attributes, outputs[0]!.shape)];
  }
  return undefined;
};

const rectifier: RewriteRule = (graph, operation, site) => {
  const convolution = operation.operator === "Relu" ? openConvolution(graph, operation, 0, site) : undefined;
  if (convolution === undefined) return undefined;
  const attributes = { ...convolution.attributes, activation: { string: "Relu" } };
  return [blockedConvolution(graph, convolution.inputs, attributes, operation.outputs[0]!.shape)];
};
