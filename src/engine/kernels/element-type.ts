import type { DataType } from "@tensorflow/tfjs-core";
import type { ElementType } from "../graph/graph.ts";

/** The graph's element type for a TensorFlow.js one. */
export function elementTypeOf(dtype: DataType): Extract<ElementType, DataType> {
  if (dtype === "float32" || dtype === "int32" || dtype === "bool") return dtype;
  throw new Error(`tensors of type ${dtype} cannot be traced: use float32, int32 or bool`);
}
