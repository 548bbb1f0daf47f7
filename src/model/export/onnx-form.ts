import { paddingOf } from "../../network/convolution-settings.ts";
import type { Form } from "../../network/form.ts";

/** An ONNX node; its output has its name. */
export interface ExportedNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  /** Numbers are whole, where not said to be otherwise. */
  readonly attributes: Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;
}

/**
 * Layers as ONNX nodes, which are added to a list; a value is the name of the node that computes it. Weights are inputs
 * under PyTorch's names, in PyTorch's layout.
 */
export function onnxForm(nodes: ExportedNode[]): Form<string> {
  const add = (
    operator: string,
    name: string,
    inputs: readonly string[],
    attributes: ExportedNode["attributes"] = {},
  ): string => {
    nodes.push({ operator, name, inputs, attributes });
    return name;
  };
  return {
    convolution: (input, name, settings) => {
      const { kernel, stride = 1, groups = 1, bias = false } = settings;
      const pads = new Array<number>(4).fill(paddingOf(settings));
      return add("Conv", name, [input, `${name}.weight`, ...(bias ? [`${name}.bias`] : [])], {
        kernel_shape: [kernel, kernel],
        strides: [stride, stride],
        pads,
        ...(groups > 1 && { group: groups }),
      });
    },
    batchNorm: (input, name, epsilon) => {
      const weights = ["weight", "bias", "running_mean", "running_var"].map((part) => `${name}.${part}`);
      return add("BatchNormalization", name, [input, ...weights], { epsilon: { float: epsilon } });
    },
    relu: (input, name) => add("Relu", name, [input]),
    add: (inputs, name) => add("Add", name, inputs),
    globalAverage: (input, name) => add("Flatten", name, [add("GlobalAveragePool", `${name}.planes`, [input])]),
    linear: (input, name) => add("Gemm", name, [input, `${name}.weight`, `${name}.bias`], { transB: 1 }),
  };
}
