import type { Budget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";
import { ATTRIBUTE_TYPE } from "../../engine/onnx/messages.ts";
import type { Attribute, Branch, Constant, OnnxNode } from "./graph.ts";
import { type Functions, inlineFunctions, type PlainNode } from "./inline-functions.ts";
import { type AttributeMessage, domainOf, type GraphMessage } from "./model-message.ts";
import { type ExternalReader, readTensor, type TensorProto, type TensorSource } from "./tensor-proto.ts";
import { topologicalOrder } from "./topological-order.ts";

/** What is known of the file while its nodes are read. */
export interface ReadingContext {
  readonly functions: Functions;
  /** Version of the standard operators. */
  readonly opset: number;
  readonly external: ExternalReader;
  readonly path: string;
  /** Counts what is made of the file. */
  readonly budget: Budget;
  /** Counts nodes, a step each. */
  readonly nodes: Budget;
}

/** Conditions inside of conditions: what exporters write is less than five deep. */
const DEEPEST_BRANCH = 16;

/** The nodes of a graph, with its functions' nodes in place of their calls. */
export function readNodes(graph: GraphMessage, context: ReadingContext, depth = 0): OnnxNode[] {
  const nodes = inlineFunctions(graph.node ?? [], context);
  return nodes.map((node, index) => readNode(node, index, context, depth));
}

/** Stored tensors by name. */
export function readInitialisers(
  tensors: readonly TensorProto[] | undefined,
  { external, path, budget }: ReadingContext,
): Map<string, Constant> {
  return new Map(
    (tensors ?? []).map((tensor) => {
      const name = tensor.name ?? "";
      return [name, readTensor(tensor, { external, budget }, `${path}, initialiser ${name}`)];
    }),
  );
}

function readNode({ message, opset }: PlainNode, index: number, context: ReadingContext, depth: number): OnnxNode {
  const { path } = context;
  const domain = domainOf(message.domain);
  const name = message.name || message.output?.[0] || `number ${index}`;
  const attributes = new Map<string, Attribute>();
  const branches = new Map<string, Branch>();
  for (const attribute of message.attribute ?? []) {
    const subject = `${path}, node ${name}, attribute ${attribute.name}`;
    if (attribute.type === ATTRIBUTE_TYPE.graph && attribute.g !== undefined) {
      branches.set(attribute.name ?? "", readBranch(attribute.g, context, depth + 1, subject));
      continue;
    }
    const value = readAttribute(attribute, context, subject);
    if (value !== undefined) attributes.set(attribute.name ?? "", value);
  }
  return {
    operator: domain === "" ? (message.opType ?? "") : `${domain}.${message.opType ?? ""}`,
    opset,
    name,
    inputs: message.input ?? [],
    outputs: message.output ?? [],
    attributes,
    branches,
  };
}

function readBranch(graph: GraphMessage, context: ReadingContext, depth: number, subject: string): Branch {
  if (depth > DEEPEST_BRANCH) {
    throw new InputError(subject, { expected: `branches at most ${DEEPEST_BRANCH} deep`, got: "deeper ones" });
  }
  const constants = readInitialisers(graph.initializer, context);
  const nodes = readNodes(graph, context, depth);
  const outputs = (graph.output ?? []).map(({ name }) => name ?? "");
  const own = new Set([
    ...constants.keys(),
    ...nodes.flatMap((node) => node.outputs),
    ...(graph.input ?? []).map(({ name }) => name ?? ""),
  ]);
  const needed = [...nodes.flatMap(({ inputs, branches }) => [...inputs, ...capturesOf(branches)]), ...outputs];
  const captures = [...new Set(needed)].filter((name) => name !== "" && !own.has(name));
  const known = new Set([...constants.keys(), ...captures, ...(graph.input ?? []).map(({ name }) => name ?? "")]);
  return { nodes: topologicalOrder(nodes, known, outputs, subject), constants, outputs, captures };
}

const capturesOf = (branches: ReadonlyMap<string, Branch>): string[] =>
  [...branches.values()].flatMap(({ captures }) => captures);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

/** The field that the attribute's type names (AttributeProto.AttributeType). */
function readAttribute(attribute: AttributeMessage, source: TensorSource, subject: string): Attribute | undefined {
  switch (attribute.type) {
    case ATTRIBUTE_TYPE.float:
      return attribute.f ?? 0;
    case ATTRIBUTE_TYPE.int:
      return attribute.i ?? 0;
    case ATTRIBUTE_TYPE.string:
      return text(attribute.s ?? new Uint8Array());
    case ATTRIBUTE_TYPE.tensor:
      return attribute.t === undefined ? undefined : readTensor(attribute.t, source, subject);
    case ATTRIBUTE_TYPE.floats:
      return attribute.floats ?? [];
    case ATTRIBUTE_TYPE.ints:
      return attribute.ints ?? [];
    case ATTRIBUTE_TYPE.strings:
      return (attribute.strings ?? []).map(text);
    default:
      return undefined;
  }
}
