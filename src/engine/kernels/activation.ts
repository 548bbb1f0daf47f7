import type { backend_util } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

export interface FusedActivation {
  readonly activation: backend_util.Activation;
  readonly leakyreluAlpha?: number;
}

/** The activation at the end of a fused kernel. */
export function activate(
  graph: GraphBuilder,
  x: Value,
  { activation, leakyreluAlpha }: FusedActivation,
  slope?: Value,
): Value {
  switch (activation) {
    case "linear":
      return x;
    case "relu":
      return graph.emit("Relu", [x]);
    case "relu6":
      return graph.emit("Clip", [x, graph.scalar(0), graph.scalar(6)]);
    case "elu":
      return graph.emit("Elu", [x]);
    case "sigmoid":
      return graph.emit("Sigmoid", [x]);
    case "leakyrelu":
      return graph.emit("LeakyRelu", [x], { alpha: { float: leakyreluAlpha ?? 0.2 } });
    case "prelu":
      return graph.emit("PRelu", [x, slope]);
    default:
      throw new Error(`the fused activation ${activation} cannot be traced`);
  }
}
