import type { Graph } from "../graph/graph.ts";
import { liftChannels } from "./channel-algebra.ts";
import { shrinkExpansions } from "./expansions.ts";
import { sinkTransposes } from "./transposes.ts";

/** A rewrite of a whole graph into one that computes the same. */
type Pass = (graph: Graph) => Graph;

/** The passes, in order. */
const PASSES: readonly Pass[] = [shrinkExpansions, sinkTransposes, shrinkExpansions, liftChannels];

/** The graph as ONNX Runtime should get it. */
export function optimize(graph: Graph): Graph {
  return PASSES.reduce((rewritten, pass) => pass(rewritten), graph);
}
