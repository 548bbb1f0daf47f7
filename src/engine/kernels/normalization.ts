import type { FusedBatchNormAttrs } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { expand, toNchw, toNhwc } from "../graph/operators.ts";
import type { KernelTable } from "./kernel.ts";

/** (x - mean) / sqrt(variance + epsilon) * scale + offset, for statistics of any broadcastable shape. */
function normalize(graph: GraphBuilder, x: Value, statistics: readonly Value[], epsilon: number): Value {
  const [scale, offset, mean, variance] = statistics;
  const deviation = graph.emit("Sqrt", [graph.emit("Add", [variance, graph.scalar(epsilon)])]);
  const slope = graph.emit("Div", [scale, deviation]);
  return graph.emit("Add", [graph.emit("Mul", [graph.emit("Sub", [x, mean]), slope]), offset]);
}

/** Normalisation with given statistics. */
export const normalizationKernels = {
  FusedBatchNorm: (graph, { x, scale, offset, mean, variance }, { varianceEpsilon }: FusedBatchNormAttrs) => {
    const filled = (given: Value | undefined, value: number) =>
      given ?? expand(graph, graph.scalar(value), mean!.shape);
    const statistics = [filled(scale, 1), filled(offset, 0), mean!, variance!];
    const perChannel = x!.shape.length === 4 && statistics.every(({ shape }) => shape.length === 1);
    if (!perChannel) return normalize(graph, x!, statistics, varianceEpsilon);
    const epsilon = { float: varianceEpsilon };
    return toNhwc(graph, graph.emit("BatchNormalization", [toNchw(graph, x!), ...statistics], { epsilon }));
  },
} satisfies KernelTable;
