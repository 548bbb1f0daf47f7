import type { Budget } from "../../core/budget.ts";
import { InputError } from "../../core/error.ts";
import {
  type AttributeMessage,
  domainOf,
  type FunctionMessage,
  type GraphMessage,
  type ModelMessage,
  type NodeMessage,
  standardOpset,
} from "./model-message.ts";

/** A node of a standard or contributed operator, and the version of the standard operators it is written for. */
export interface PlainNode {
  readonly message: NodeMessage;
  readonly opset: number;
}

/** A model's own functions, by what calls them. */
export type Functions = ReadonlyMap<string, FunctionMessage>;

export const functionsOf = ({ functions = [] }: Pick<ModelMessage, "functions">): Functions =>
  new Map(functions.map((item) => [keyOf(item.domain, item.name, item.overload), item]));

/** What inlining needs to know of the file. */
interface Inlining {
  readonly functions: Functions;
  readonly opset: number;
  readonly path: string;
  /** Counts nodes, a step each. */
  readonly nodes: Budget;
}

/** How deep functions may call each other; exporters' modules are less than ten deep. */
const DEEPEST_CALL = 64;

/**
 * The nodes of a graph with every call of one of the model's own functions replaced by that function's nodes: exporters
 * write modules as functions. Values inside of a function get names of their own for each call.
 *
 * Source: onnx/onnx, docs/IR.md, Functions.
 *
 * @throws InputError on functions that call themselves, and on more nodes than are allowed
 */
export function inlineFunctions(
  graph: readonly NodeMessage[],
  { functions, opset, path, nodes }: Inlining,
): PlainNode[] {
  const plain: PlainNode[] = [];
  let calls = 0;
  const visit = (node: NodeMessage, version: number, callers: readonly FunctionMessage[]): void => {
    nodes.spend(1);
    const called = functions.get(keyOf(node.domain, node.opType, node.overload));
    if (called === undefined) {
      plain.push({ message: node, opset: version });
      return;
    }
    if (callers.includes(called) || callers.length >= DEEPEST_CALL) {
      throw new InputError(path, {
        expected: "functions that end",
        got: `${called.name}, which calls itself`,
        remedy: "The file is damaged.",
      });
    }
    calls++;
    const inside = standardOpset(called.opsetImport) ?? version;
    for (const inner of body(called, node, `call ${calls} of ${called.name}/`, nodes)) {
      visit(inner, inside, [...callers, called]);
    }
  };
  for (const node of graph) visit(node, opset, []);
  return plain;
}

const keyOf = (domain: string | undefined, name = "", overload = ""): string =>
  JSON.stringify([domainOf(domain), name, overload]);

/** A function's nodes, on the values and with the attributes of one call. */
function body(called: FunctionMessage, call: NodeMessage, prefix: string, nodes: Budget): NodeMessage[] {
  const names = new Map<string, string>();
  for (const [position, name] of (called.input ?? []).entries()) names.set(name, call.input?.[position] ?? "");
  for (const [position, name] of (called.output ?? []).entries()) {
    const wanted = call.output?.[position];
    if (wanted !== undefined && wanted !== "") names.set(name, wanted);
  }
  const given = new Map<string, AttributeMessage>();
  for (const attribute of [...(called.attributeProto ?? []), ...(call.attribute ?? [])]) {
    given.set(attribute.name ?? "", attribute);
  }
  const rename = (name: string): string => (name === "" ? "" : (names.get(name) ?? `${prefix}${name}`));
  const renaming: Renaming = { rename, given, prefix, nodes };
  return (called.node ?? []).map((node) => renamedNode(node, renaming));
}

/** New names for the values of one call. */
interface Renaming {
  readonly rename: (name: string) => string;
  /** Attributes of the call. */
  readonly given: ReadonlyMap<string, AttributeMessage>;
  readonly prefix: string;
  readonly nodes: Budget;
}

function renamedNode(node: NodeMessage, renaming: Renaming): NodeMessage {
  const { rename, given, prefix } = renaming;
  return {
    ...node,
    name: `${prefix}${node.name ?? ""}`,
    input: (node.input ?? []).map(rename),
    output: (node.output ?? []).map(rename),
    attribute: (node.attribute ?? []).flatMap((attribute) => {
      const meant = attribute.refAttrName ? given.get(attribute.refAttrName) : attribute;
      if (meant === undefined) return [];
      const named = { ...meant, name: attribute.name ?? "" };
      // A branch that the caller gave has the caller's names.
      return named.g === undefined || meant !== attribute
        ? [named]
        : [{ ...named, g: renamedGraph(named.g, renaming) }];
    }),
  };
}

/** The nodes inside of branches are counted as they are copied. */
function renamedGraph(graph: GraphMessage, renaming: Renaming): GraphMessage {
  const { rename, nodes } = renaming;
  nodes.spend(graph.node?.length ?? 0);
  const port = <P extends { readonly name?: string }>(item: P): P => ({ ...item, name: rename(item.name ?? "") });
  return {
    ...graph,
    node: (graph.node ?? []).map((node) => renamedNode(node, renaming)),
    initializer: (graph.initializer ?? []).map(port),
    input: (graph.input ?? []).map(port),
    output: (graph.output ?? []).map(port),
  };
}
