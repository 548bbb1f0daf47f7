import type { Attribute } from "../../import/onnx/graph.ts";
import { type ExportedWeight, KERNEL_ORDER, reorder } from "./weight.ts";

/** An ONNX node before its names are numbers in a file. */
export interface ExportedNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, Exclude<Attribute, object> | readonly number[] | { float: number }>>;
  /** Name of the result, where it is not the layer's own. */
  readonly output?: string;
}

/** What a layer of TensorFlow.js becomes: nodes, of which the last computes the layer's value, and stored tensors. */
export interface ExportedLayer {
  readonly nodes: readonly ExportedNode[];
  readonly tensors?: Readonly<Record<string, ExportedWeight>>;
}

/** A layer as its own configuration describes it. */
export interface LayerView {
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the values that go in. */
  readonly inputs: readonly string[];
  /** By the weight's own name: `kernel`. */
  weight(name: string): ExportedWeight;
}

type LayerRule = (layer: LayerView) => ExportedLayer;

const pair = (value: unknown): number[] =>
  Array.isArray(value) ? (value as number[]) : [value as number, value as number];

const convolution: LayerRule = ({ name, config, inputs, weight }) => {
  const kernel = pair(config["kernelSize"]);
  const strides = pair(config["strides"]);
  const same = config["padding"] === "same";
  // TensorFlow's "same" pads a strided kernel at the far side; the architectures pad apart from the convolution then.
  if (config["useBias"] === true || (same && kernel.some((size, axis) => size > 1 && strides[axis] > 1))) {
    throw new Error(`${name}: no architecture of this program has such a convolution`);
  }
  const pads = kernel.map((size) => (same ? (size - 1) / 2 : 0));
  return {
    nodes: [
      {
        operator: "Conv",
        inputs: [...inputs, `${name}.weight`],
        attributes: { kernel_shape: kernel, strides, pads: [...pads, ...pads] },
      },
    ],
    tensors: { [`${name}.weight`]: reorder(weight("kernel"), KERNEL_ORDER) },
  };
};

const batchNorm: LayerRule = ({ name, config, inputs, weight }) => {
  const parts = { scale: "gamma", offset: "beta", mean: "moving_mean", variance: "moving_variance" };
  const tensors = Object.fromEntries(
    Object.entries(parts).map(([part, own]) => [`${name}.${part}`, weight(own)] as const),
  );
  return {
    nodes: [
      {
        operator: "BatchNormalization",
        inputs: [...inputs, ...Object.keys(tensors)],
        attributes: { epsilon: { float: config["epsilon"] as number } },
      },
    ],
    tensors,
  };
};

const zeroPadding: LayerRule = ({ name, config, inputs }) => {
  const [[top, bottom], [left, right]] = (config["padding"] as [number, number] | [number, number][]).map((side) =>
    pair(side),
  );
  const pads = Float32Array.of(0, 0, top, left, 0, 0, bottom, right);
  return {
    nodes: [{ operator: "Pad", inputs: [...inputs, `${name}.pads`], attributes: {} }],
    tensors: { [`${name}.pads`]: { shape: [8], values: pads } },
  };
};

const globalAverage: LayerRule = ({ name, inputs }) => ({
  nodes: [
    { operator: "GlobalAveragePool", inputs, attributes: {}, output: `${name}.planes` },
    { operator: "Flatten", inputs: [`${name}.planes`], attributes: {} },
  ],
});

const dense: LayerRule = ({ name, inputs, weight }) => ({
  nodes: [{ operator: "Gemm", inputs: [...inputs, `${name}.weight`, `${name}.bias`], attributes: {} }],
  tensors: { [`${name}.weight`]: weight("kernel"), [`${name}.bias`]: weight("bias") },
});

/** One rule for each kind of layer that the architectures are built from. */
export const LAYER_RULES: Readonly<Record<string, LayerRule>> = {
  Conv2D: convolution,
  BatchNormalization: batchNorm,
  ZeroPadding2D: zeroPadding,
  ReLU: ({ inputs }) => ({ nodes: [{ operator: "Relu", inputs, attributes: {} }] }),
  Add: ({ inputs }) => ({ nodes: [{ operator: "Add", inputs, attributes: {} }] }),
  GlobalAveragePooling2D: globalAverage,
  Dense: dense,
};
