import { createGraphBuilder, type GraphBuilder } from "./builder.ts";
import type { Graph, Operation, Value } from "./graph.ts";

/** What a rule sees of the operation at hand, besides the graph written so far. */
export interface Site {
  /** How many readers the operation's input at this position had in the old graph; being a graph output counts. */
  readonly inputUses: (position: number) => number;
}

/**
 * A local rewrite. It is given an operation whose inputs already belong to the new graph, and returns what replaces
 * its results, or `undefined` to keep the operation. It looks upstream through `graph.producer`.
 */
export type RewriteRule = (graph: GraphBuilder, operation: Operation, site: Site) => readonly Value[] | undefined;

/** Writes the graph anew, asking the rules at every operation; the first that answers wins. */
export function rewrite(graph: Graph, ...rules: readonly RewriteRule[]): Graph {
  const builder = createGraphBuilder();
  const renamed = new Map<Value, Value>();
  const uses = countUses(graph);
  for (const input of graph.inputs) renamed.set(input, builder.input(input.type, input.shape));
  const translate = (value: Value): Value => {
    const known = renamed.get(value);
    if (known !== undefined) return known;
    const data = graph.constants.get(value);
    if (data === undefined) throw new Error(`${value.name} is used before it is defined`);
    const constant = builder.constant(data, value.shape, value.type);
    renamed.set(value, constant);
    return constant;
  };
  for (const operation of graph.operations) {
    const inputs = operation.inputs.map((input) => (input === undefined ? undefined : translate(input)));
    const moved: Operation = { ...operation, inputs };
    const site: Site = { inputUses: (position) => uses.get(operation.inputs[position]!) ?? 0 };
    const results = applyFirst(rules, builder, moved, site) ?? copy(builder, moved);
    operation.outputs.forEach((output, i) => {
      renamed.set(output, results[i]!);
    });
  }
  return removeUnused(builder.build(graph.outputs.map(translate)));
}

/** Drops operations and constants that no output depends on. */
export function removeUnused(graph: Graph): Graph {
  const needed = new Set<Value>(graph.outputs);
  const operations = graph.operations.toReversed().filter((operation) => {
    if (!operation.outputs.some((output) => needed.has(output))) return false;
    for (const input of operation.inputs) if (input !== undefined) needed.add(input);
    return true;
  });
  const constants = new Map([...graph.constants].filter(([value]) => needed.has(value)));
  return { ...graph, operations: operations.reverse(), constants };
}

/** How many times each value is read; being a graph output counts as one. */
function countUses(graph: Graph): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const use = (value: Value) => uses.set(value, (uses.get(value) ?? 0) + 1);
  for (const { inputs } of graph.operations) for (const input of inputs) if (input !== undefined) use(input);
  for (const output of graph.outputs) use(output);
  return uses;
}

function applyFirst(rules: readonly RewriteRule[], builder: GraphBuilder, operation: Operation, site: Site) {
  for (const rule of rules) {
    const results = rule(builder, operation, site);
    if (results !== undefined) return results;
  }
  return undefined;
}

function copy(builder: GraphBuilder, { operator, domain, inputs, attributes, outputs }: Operation): readonly Value[] {
  return builder.emitAll(operator, inputs, attributes, { domain, results: outputs });
}
