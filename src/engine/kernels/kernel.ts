import type { GraphBuilder } from "../graph/builder.ts";
import type { Value } from "../graph/graph.ts";

/** Inputs of a kernel under the names that TensorFlow.js gives them; lists (`AddN`, `Concat`) under "0", "1", ... */
export type KernelInputs = Readonly<Record<string, Value>>;

/**
 * How a TensorFlow.js kernel is written as ONNX operations. Attributes are those of the kernel
 * (`AddAttrs`, `Conv2DAttrs` ... of TensorFlow.js); shapes and layouts of the results too.
 */
export type KernelRule<KernelAttributes = never> = (
  graph: GraphBuilder,
  inputs: KernelInputs,
  attributes: KernelAttributes,
) => Value | readonly Value[];

/** Rules by kernel name. */
export type KernelTable = Readonly<Record<string, KernelRule>>;
