import type { Graph } from "../graph/graph.ts";

/** A rewrite of a whole graph into one that computes the same. */
type Pass = (graph: Graph) => Graph;

/** The passes, in order. */
const PASSES: readonly Pass[] = [];

/** The graph as ONNX Runtime should get it. */
export function optimize(graph: Graph): Graph {
  return PASSES.reduce((rewritten, pass) => pass(rewritten), graph);
}
