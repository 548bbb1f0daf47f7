import type * as tf from "@tensorflow/tfjs-core";
import { InputError } from "../../core/error.ts";
import type { GraphNode } from "./graph-nodes.ts";
import type { WeightEntry } from "./weight-manifest.ts";

/** A graph as the library takes it. */
export interface Topology {
  readonly topology: object;
  readonly specs: tf.io.WeightsManifestEntry[];
  /** What each node is called there; names from a file could mean something else to it. */
  readonly names: ReadonlyMap<string, string>;
  readonly titles: ReadonlyMap<string, string>;
}

/** The nodes, in running order, with names of their own. */
export function toTopology(nodes: readonly GraphNode[], entries: readonly WeightEntry[], path: string): Topology {
  const names = new Map(nodes.map(({ name }, i) => [name, `n${i}`]));
  const node = nodes.map(({ name, operator, inputs, attributes }) => ({
    name: names.get(name),
    op: operator,
    input: inputs.map(({ node: from, output }) => `${names.get(from)}:${output}`),
    // Images are floating-point numbers, and of any number and size, whatever a placeholder says.
    attr: operator === "Placeholder" ? { dtype: { type: "DT_FLOAT" } } : attributes,
  }));
  const seen = new Set<string>();
  const specs = entries.map((entry, i) => {
    if (seen.has(entry.name)) throw new InputError(path, { expected: "each weight once", got: `${entry.name} twice` });
    seen.add(entry.name);
    return { ...entry, name: names.get(entry.name) ?? `unused${i}` } as tf.io.WeightsManifestEntry;
  });
  return {
    topology: { node, versions: { producer: 0, minConsumer: 0 }, library: {} },
    specs,
    names,
    titles: new Map([...names].map(([title, name]) => [name, title])),
  };
}
