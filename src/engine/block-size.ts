import type * as ort from "onnxruntime-node";
import { createGraphBuilder } from "./graph/builder.ts";
import { encodeModel } from "./onnx/encode.ts";

/** As many channels as any block has (4, 8 or 16 by processor), and then some. */
const CHANNELS = 64;

/**
 * Channels in a block of ONNX Runtime's blocked layout on this processor, found by reordering a numbered image of two
 * pixels: the second pixel's first channel comes after one block. `undefined` where there is no such layout.
 */
export async function measureBlock(runtime: typeof ort): Promise<number | undefined> {
  const graph = createGraphBuilder();
  const shape = [1, CHANNELS, 1, 2];
  const x = graph.input("float32", shape);
  const results = [{ type: "float32" as const, shape }];
  const y = graph.emit("ReorderInput", [x], {}, { domain: "com.microsoft.nchwc", results });
  const flat = graph.emit("Reshape", [y, graph.integers([2 * CHANNELS])]);
  try {
    const session = await runtime.InferenceSession.create(encodeModel(graph.build([flat])), { logSeverityLevel: 4 });
    const numbered = Float32Array.from({ length: 2 * CHANNELS }, (_, i) => i);
    const outputs = await session.run({ [x.name]: new runtime.Tensor("float32", numbered, shape) });
    await session.release();
    const order = outputs[flat.name]!.data as Float32Array;
    const block = order.indexOf(1);
    return block > 1 ? block : undefined;
  } catch {
    return undefined;
  }
}
