import { paddingOf } from "../../network/convolution-settings.ts";
import { type Form, layerNames } from "../../network/form.ts";

/** An ONNX node; its output has its name. */
export interface ExportedNode {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  /** Numbers are whole, where not said to be otherwise. */
  readonly attributes: Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;
}

/** A constant of a graph, by the name that nodes take it by. */
export interface ExportedConstant {
  readonly name: string;
  readonly type: "int64" | "float32";
  /** A list, or one number without axes. */
  readonly values: readonly number[] | number;
}

/** An activation: the name of the node that computes it, and its shape after the batch. */
export interface ExportedValue {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/**
 * Layers as ONNX nodes, which are added to a list, as are the constants that they need. Weights are inputs under PyTorch's
 * names, in PyTorch's layout.
 */
export function onnxForm(nodes: ExportedNode[], constants: ExportedConstant[]): Form<ExportedValue> {
  const nameOf = layerNames();
  const node = (
    operator: string,
    name: string,
    inputs: readonly string[],
    attributes: ExportedNode["attributes"] = {},
  ): string => {
    nodes.push({ operator, name, inputs, attributes });
    return name;
  };
  const constant = (name: string, type: ExportedConstant["type"], values: ExportedConstant["values"]): string => {
    constants.push({ name, type, values });
    return name;
  };
  const sizeAfter = (size: number, kernel: number, stride: number, padding: number): number =>
    Math.floor((size + 2 * padding - kernel) / stride) + 1;
  const windows = (
    { channels, height, width }: ExportedValue,
    { size, stride, padding }: { readonly size: number; readonly stride: number; readonly padding: number },
  ) => ({
    attributes: { kernel_shape: [size, size], strides: [stride, stride], pads: new Array<number>(4).fill(padding) },
    shape: {
      channels,
      height: sizeAfter(height, size, stride, padding),
      width: sizeAfter(width, size, stride, padding),
    },
  });
  return {
    convolution: (input, name, settings) => {
      const { to, kernel, stride = 1, groups = 1, bias = false } = settings;
      const { attributes, shape } = windows(input, { size: kernel, stride, padding: paddingOf(settings) });
      const inputs = [input.name, `${name}.weight`, ...(bias ? [`${name}.bias`] : [])];
      node("Conv", name, inputs, { ...attributes, ...(groups > 1 && { group: groups }) });
      return { ...shape, channels: to, name };
    },
    batchNorm: (input, name, epsilon) => {
      const weights = ["weight", "bias", "running_mean", "running_var"].map((part) => `${name}.${part}`);
      return {
        ...input,
        name: node("BatchNormalization", name, [input.name, ...weights], { epsilon: { float: epsilon } }),
      };
    },
    linear: (input, name, units) => ({
      ...input,
      channels: units,
      name: node("Gemm", name, [input.name, `${name}.weight`, `${name}.bias`], { transB: 1 }),
    }),
    relu: (input, name) => ({ ...input, name: node("Relu", nameOf(name, "relu"), [input.name]) }),
    relu6: (input, name) => {
      const own = nameOf(name, "relu6");
      const ends = [constant(`${own}.min`, "float32", 0), constant(`${own}.max`, "float32", 6)];
      return { ...input, name: node("Clip", own, [input.name, ...ends]) };
    },
    add: (inputs, name) => {
      const names = inputs.map((input) => input.name);
      return { ...inputs[0], name: node("Add", nameOf(name, "add"), names) };
    },
    concatenate: (inputs, name) => {
      const names = inputs.map((input) => input.name);
      const channels = inputs.reduce((sum, input) => sum + input.channels, 0);
      return { ...inputs[0], channels, name: node("Concat", nameOf(name, "concatenate"), names, { axis: 1 }) };
    },
    halves: (input, name) => {
      const own = nameOf(name, "halves");
      const half = input.channels / 2;
      const axes = constant(`${own}.axes`, "int64", [1]);
      const take = (which: string, from: number): ExportedValue => {
        const ends = [from, from + half].map((end) => constant(`${own}.${which}.${end}`, "int64", [end]));
        return { ...input, channels: half, name: node("Slice", `${own}.${which}`, [input.name, ...ends, axes]) };
      };
      return [take("first", 0), take("second", half)];
    },
    channelShuffle: (input, groups, name) => {
      const own = nameOf(name, "shuffle");
      const { channels, height, width } = input;
      // The batch keeps its size: 0 takes it over.
      const shape = constant(`${own}.shape`, "int64", [0, groups, channels / groups, height, width]);
      const back = constant(`${own}.back`, "int64", [0, channels, height, width]);
      const grouped = node("Reshape", `${own}.groups`, [input.name, shape]);
      const exchanged = node("Transpose", `${own}.permute`, [grouped], { perm: [0, 2, 1, 3, 4] });
      return { ...input, name: node("Reshape", own, [exchanged, back]) };
    },
    maxPool: (input, settings, name) => {
      const { attributes, shape } = windows(input, settings);
      return { ...shape, name: node("MaxPool", nameOf(name, "max_pool"), [input.name], attributes) };
    },
    averagePool: (input, settings, name) => {
      const { attributes, shape } = windows(input, settings);
      const counting = { ...attributes, count_include_pad: 1 };
      return { ...shape, name: node("AveragePool", nameOf(name, "average_pool"), [input.name], counting) };
    },
    globalAverage: (input, name) => {
      const own = nameOf(name, "global_average");
      const planes = node("GlobalAveragePool", `${own}.planes`, [input.name]);
      return { ...input, height: 1, width: 1, name: node("Flatten", own, [planes]) };
    },
  };
}
