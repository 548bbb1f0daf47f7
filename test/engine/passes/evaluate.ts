import { InferenceSession, Tensor } from "onnxruntime-node";
import { elementCount } from "../../../src/core/element-count.ts";
import { measureBlock } from "../../../src/engine/block-size.ts";
import { createGraphBuilder, type GraphBuilder } from "../../../src/engine/graph/builder.ts";
import type { Graph, Value } from "../../../src/engine/graph/graph.ts";
import { encodeModel } from "../../../src/engine/onnx/encode.ts";
import { expectSameOutputs, numbers } from "../compare.ts";

/** A graph written by hand. */
export function graphOf(write: (graph: GraphBuilder) => readonly Value[]): Graph {
  const builder = createGraphBuilder();
  return builder.build(write(builder));
}

/** Results of a graph on fixed numbers, without any optimisation of ONNX Runtime's own. */
export async function evaluate(graph: Graph): Promise<Float32Array[]> {
  const session = await InferenceSession.create(encodeModel(graph), { graphOptimizationLevel: "disabled" });
  const feeds = graph.inputs.map(({ name, shape }, i) => {
    return [name, new Tensor("float32", numbers(elementCount(shape), i + 1), [...shape])] as const;
  });
  const outputs = await session.run(Object.fromEntries(feeds));
  await session.release();
  return graph.outputs.map(({ name }) => Float32Array.from(outputs[name]!.data as Float32Array));
}

/** Checks that a pass changes nothing but the way, and returns the operators of the new graph. */
export async function operatorsAfter(pass: (graph: Graph) => Graph, graph: Graph): Promise<string[]> {
  const rewritten = pass(graph);
  expectSameOutputs(await evaluate(rewritten), await evaluate(graph), 1e-5);
  return rewritten.operations.map(({ operator }) => operator);
}

/** Channels in a block on this processor; the tests of blocked layout have nothing to say where there is none. */
export const block = await measureBlock(await import("onnxruntime-node"));
