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

/** How deep functions may call each other; exporters' modules are less than ten deep. */
const DEEPEST_CALL = 64;

/**
 * The nodes of a graph with every call of one of the model's own functions replaced by that function's nodes: exporters
 * write modules as functions. Values inside of a function get names of their own for each call.
 *
 * Source: onnx/onnx, docs/IR.md, Functions.
 *
 * @throws InputError on functions that call themselves, and on more than `most` nodes
 */
export function inlineFunctions(
  nodes: readonly NodeMessage[],
  model: Pick<ModelMessage, "functions" | "opsetImport">,
  most: number,
  subject: string,
): PlainNode[] {
  const functions = new Map(
    (model.functions ?? []).map((item) => [keyOf(item.domain, item.name, item.overload), item]),
  );
  const plain: PlainNode[] = [];
  let calls = 0;
  const visit = (node: NodeMessage, opset: number, callers: readonly FunctionMessage[]): void => {
    const called = functions.get(keyOf(node.domain, node.opType, node.overload));
    if (called === undefined) {
      plain.push({ message: node, opset });
    } else {
      if (callers.includes(called) || callers.length >= DEEPEST_CALL) {
        throw new InputError(subject, {
          expected: "functions that end",
          got: `${called.name}, which calls itself`,
          remedy: "The file is damaged.",
        });
      }
      calls++;
      const inside = standardOpset(called.opsetImport) ?? opset;
      for (const inner of body(called, node, `call ${calls} of ${called.name}/`))
        visit(inner, inside, [...callers, called]);
    }
    if (plain.length > most || calls > most) {
      throw new InputError(subject, { expected: `at most ${most} nodes`, got: "more" });
    }
  };
  const opset = standardOpset(model.opsetImport) ?? 1;
  for (const node of nodes) visit(node, opset, []);
  return plain;
}

const keyOf = (domain: string | undefined, name = "", overload = ""): string =>
  JSON.stringify([domainOf(domain), name, overload]);

/** A function's nodes, on the values and with the attributes of one call. */
function body(called: FunctionMessage, call: NodeMessage, prefix: string): NodeMessage[] {
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
  return (called.node ?? []).map((node) => renamedNode(node, rename, given, prefix));
}

function renamedNode(
  node: NodeMessage,
  rename: (name: string) => string,
  given: ReadonlyMap<string, AttributeMessage>,
  prefix: string,
): NodeMessage {
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
        : [{ ...named, g: renamedGraph(named.g, rename, given, prefix) }];
    }),
  };
}

function renamedGraph(
  graph: GraphMessage,
  rename: (name: string) => string,
  given: ReadonlyMap<string, AttributeMessage>,
  prefix: string,
): GraphMessage {
  const port = <P extends { readonly name?: string }>(item: P): P => ({ ...item, name: rename(item.name ?? "") });
  return {
    ...graph,
    node: (graph.node ?? []).map((node) => renamedNode(node, rename, given, prefix)),
    initializer: (graph.initializer ?? []).map(port),
    input: (graph.input ?? []).map(port),
    output: (graph.output ?? []).map(port),
  };
}
