import type { Graph } from "../graph/graph.ts";
import { fuseBlocked } from "./blocked-fusion.ts";
import { blockImages } from "./blocked-layout.ts";
import { liftChannels } from "./channel-algebra.ts";
import { cropByPadding } from "./crops.ts";
import { shrinkExpansions } from "./expansions.ts";
import { joinMasks, maskByOutput } from "./masks.ts";
import { sinkTransposes } from "./transposes.ts";

/** What the passes may know of the processor. */
export interface Target {
  /** Channels in a block of ONNX Runtime's blocked layout, where it has one. */
  readonly block?: number;
}

/** A rewrite of a whole graph into one that computes the same. */
type Pass = (graph: Graph, target: Target) => Graph;

/** The passes, in order. */
const PASSES: readonly Pass[] = [
  maskByOutput,
  joinMasks,
  shrinkExpansions,
  sinkTransposes,
  cropByPadding,
  shrinkExpansions,
  liftChannels,
  (graph, { block }) => (block === undefined ? graph : fuseBlocked(blockImages(graph, block))),
];

/** The graph as ONNX Runtime should get it. */
export function optimize(graph: Graph, target: Target = {}): Graph {
  return PASSES.reduce((rewritten, pass) => pass(rewritten, target), graph);
}
