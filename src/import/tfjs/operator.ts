import type { GraphNode as NodeCall } from "@tensorflow/tfjs-converter";
import type { Tensor } from "@tensorflow/tfjs-core";

/** One operator, from its inputs and attributes. */
export type Operator = (inputs: readonly Tensor[], attributes: NodeCall["attrs"]) => Tensor | Tensor[];
