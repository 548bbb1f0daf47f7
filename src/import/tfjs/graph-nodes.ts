import { z } from "zod";
import { InputError } from "../../core/error.ts";

const MAX_NODES = 50_000;

const whole = z.union([z.number(), z.string()]).transform(Number);
const shapeSchema = z.object({
  unknownRank: z.boolean().optional(),
  dim: z.array(z.object({ size: whole.optional() })).optional(),
});
/** Texts are base64. */
const attributeSchema = z.object({
  i: whole.optional(),
  f: z.union([z.number(), z.string()]).optional(),
  b: z.boolean().optional(),
  s: z.string().optional(),
  type: z.union([z.string(), z.number()]).optional(),
  shape: shapeSchema.optional(),
  list: z
    .object({ i: z.array(whole).optional(), s: z.array(z.string()).optional(), f: z.array(z.number()).optional() })
    .optional(),
});
const nodeSchema = z.object({
  name: z.string().min(1),
  op: z.string().min(1),
  input: z.array(z.string()).optional(),
  attr: z.record(z.string(), attributeSchema).optional(),
});
const graphSchema = z.object({ node: z.array(nodeSchema).min(1).max(MAX_NODES) });

export type Attribute = z.infer<typeof attributeSchema>;

/** One value that goes into a node: which output of which node. */
export interface NodeInput {
  readonly node: string;
  readonly output: number;
}

/** One of TensorFlow's operations in a graph. */
export interface GraphNode {
  readonly name: string;
  /** `Conv2D`. */
  readonly operator: string;
  readonly inputs: readonly NodeInput[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export type GraphNodes = ReadonlyMap<string, GraphNode>;

/** A shape with -1 where the graph leaves a size open; undefined where it leaves the number of axes open. */
export function knownShape(value: unknown): readonly number[] | undefined {
  const parsed = shapeSchema.safeParse(value);
  if (!parsed.success || parsed.data.unknownRank === true) return undefined;
  return parsed.data.dim?.map(({ size }) => size ?? -1);
}

/** The text of an attribute. */
export const textOf = (encoded: string | undefined): string => Buffer.from(encoded ?? "", "base64").toString("latin1");

/**
 * The nodes of a GraphModel's topology, by name.
 *
 * @throws InputError on what is no graph, or has a name twice
 */
export function readGraphNodes(topology: unknown, path: string): GraphNodes {
  const parsed = graphSchema.safeParse(topology);
  if (!parsed.success) {
    throw new InputError(path, {
      expected: "a graph of TensorFlow's",
      got: z.prettifyError(parsed.error).slice(0, 300),
    });
  }
  const nodes = new Map<string, GraphNode>();
  for (const { name, op, input = [], attr = {} } of parsed.data.node) {
    if (nodes.has(name)) throw new InputError(path, { expected: "a name for each node", got: `${name} twice` });
    // A name with ^ in front only says what runs before.
    const inputs = input.filter((value) => !value.startsWith("^")).map(parseInput);
    nodes.set(name, { name, operator: op, inputs, attributes: attr });
  }
  return nodes;
}

/** `name` or `name:output`. */
export function parseInput(value: string): NodeInput {
  const match = /^(.*):(\d+)$/s.exec(value);
  return match === null ? { node: value, output: 0 } : { node: match[1], output: Number(match[2]) };
}

/**
 * The nodes that a node needs, each after those that it needs itself.
 *
 * @throws InputError where one is missing, or the graph has a cycle
 */
export function runningOrder(nodes: GraphNodes, last: string, path: string): readonly GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<string, "open" | "done">();
  const stack: string[] = [last];
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const node = nodes.get(name);
    if (node === undefined) throw new InputError(path, { expected: `a node ${name}`, got: "a graph without it" });
    if (state.get(name) === undefined) {
      state.set(name, "open");
      for (const { node: input } of node.inputs) {
        if (state.get(input) === "open") {
          throw new InputError(`${path}, node ${name}`, { expected: "a graph without cycles", got: `${input} again` });
        }
        if (state.get(input) === undefined) stack.push(input);
      }
    } else {
      stack.pop();
      if (state.get(name) === "open") {
        state.set(name, "done");
        order.push(node);
      }
    }
  }
  return order;
}
