import { InputError } from "../../core/error.ts";
import type { OnnxNode } from "./graph.ts";

/** Values that a node needs: its inputs, and what its branches see of the graph around them. */
export const needsOf = ({ inputs, branches }: OnnxNode): string[] => [
  ...inputs,
  ...[...branches.values()].flatMap(({ captures }) => captures),
];

/**
 * The nodes that some values need, each after those that it needs itself.
 *
 * @param known values that are there from the start: the input and the constants
 * @throws InputError on a value that nothing computes, that is computed twice or that needs itself
 */
export function topologicalOrder(
  nodes: readonly OnnxNode[],
  known: ReadonlySet<string>,
  wanted: readonly string[],
  subject: string,
): OnnxNode[] {
  const producers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const output of node.outputs) {
      if (output === "") continue;
      if (producers.has(output) || known.has(output)) {
        throw new InputError(subject, { expected: "each value computed once", got: `${output} computed again` });
      }
      producers.set(output, node);
    }
  }
  const order: OnnxNode[] = [];
  const state = new Map<OnnxNode, "waiting" | "done">();
  // Not recursive: graphs are thousands of nodes deep.
  const stack: { readonly value: string; readonly needed: string }[] = wanted.map((value) => ({
    value,
    needed: "the output",
  }));
  while (stack.length > 0) {
    const { value, needed } = stack[stack.length - 1];
    const node = producers.get(value);
    if (value === "" || known.has(value) || (node !== undefined && state.get(node) === "done")) {
      stack.pop();
    } else if (node === undefined) {
      throw new InputError(subject, { expected: `a node that computes ${value}, which ${needed} needs`, got: "none" });
    } else if (state.get(node) === "waiting") {
      const open = needsOf(node).find((input) => {
        const producer = producers.get(input);
        return producer !== undefined && !known.has(input) && state.get(producer) !== "done";
      });
      if (open !== undefined) {
        throw new InputError(subject, { expected: "a graph without cycles", got: `${node.name}, which needs itself` });
      }
      state.set(node, "done");
      order.push(node);
      stack.pop();
    } else {
      state.set(node, "waiting");
      for (const input of needsOf(node)) stack.push({ value: input, needed: node.name });
    }
  }
  return order;
}
