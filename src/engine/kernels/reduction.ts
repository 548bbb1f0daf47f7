import type { ArgMaxAttrs, CumsumAttrs, MaxAttrs, SoftmaxAttrs, SumAttrs, TopKAttrs } from "@tensorflow/tfjs-core";
import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";
import { cast, reduce } from "../graph/operators.ts";
import type { KernelRule, KernelTable } from "./kernel.ts";

type Axes = number | readonly number[] | null | undefined;

/** Axes as TensorFlow.js gives them (one, several, negative, or none for all) as a sorted list. */
function listAxes(axes: Axes, rank: number): number[] {
  const listed = axes === null || axes === undefined ? Array.from({ length: rank }, (_, i) => i) : [axes].flat();
  return listed.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}

const reduction =
  (operator: string, prepare: (graph: GraphBuilder, x: Value) => Value = (_, x) => x): KernelRule<SumAttrs> =>
  (graph, { x }, { axis, keepDims }) =>
    reduce(graph, operator, prepare(graph, x!), listAxes(axis, x!.shape.length), keepDims);

const extremum =
  (operator: string): KernelRule<MaxAttrs & { axis?: Axes }> =>
  (graph, { x }, { reductionIndices, axis, keepDims }) =>
    reduce(graph, operator, x!, listAxes(reductionIndices ?? axis, x!.shape.length), keepDims);

const position =
  (operator: string): KernelRule<ArgMaxAttrs> =>
  (graph, { x }, { axis }) => {
    const [along] = listAxes(axis, x!.shape.length);
    const shape = x!.shape.filter((_, i) => i !== along);
    const attributes = { axis: { int: along! }, keepdims: { int: 0 } };
    return cast(graph, graph.emit(operator, [x], attributes, { results: [{ type: "int64", shape }] }), "int32");
  };

/** All and Any, as the least and the greatest of 0s and 1s. */
const quantifier =
  (operator: string): KernelRule<SumAttrs> =>
  (graph, { x }, { axis, keepDims }) => {
    const bits = cast(graph, x!, "int32");
    return cast(graph, reduce(graph, operator, bits, listAxes(axis, x!.shape.length), keepDims), "bool");
  };

/** Kernels that combine elements along axes. */
export const reductionKernels = {
  Sum: reduction("ReduceSum", (graph, x) => (x.type === "bool" ? cast(graph, x, "int32") : x)),
  Mean: reduction("ReduceMean", (graph, x) => cast(graph, x, "float32")),
  Prod: reduction("ReduceProd"),
  Max: extremum("ReduceMax"),
  Min: extremum("ReduceMin"),
  All: quantifier("ReduceMin"),
  Any: quantifier("ReduceMax"),
  ArgMax: position("ArgMax"),
  ArgMin: position("ArgMin"),
  Softmax: (graph, { logits }, { dim }: SoftmaxAttrs) => graph.emit("Softmax", [logits], { axis: { int: dim } }),
  Cumsum: (graph, { x }, { axis, exclusive, reverse }: CumsumAttrs) =>
    graph.emit("CumSum", [x, graph.scalar(axis, "int64")], {
      exclusive: { int: exclusive ? 1 : 0 },
      reverse: { int: reverse ? 1 : 0 },
    }),
  TopK: (graph, { x }, { k, sorted }: TopKAttrs) => {
    const shape = [...x!.shape.slice(0, -1), k];
    const [values, indices] = graph.emitAll(
      "TopK",
      [x, graph.integers([k])],
      { axis: { int: -1 }, largest: { int: 1 }, sorted: { int: sorted ? 1 : 0 } },
      {
        results: [
          { type: x!.type, shape },
          { type: "int64", shape },
        ],
      },
    );
    return [values!, cast(graph, indices!, "int32")];
  },
} satisfies KernelTable;
