import { paddingOf } from "../../network/convolution-settings.ts";
import { type Form, layerNames } from "../../network/form.ts";
import { type ExportedConstant, type ExportedNode, type ExportedValue, graphWriter } from "./onnx-graph.ts";
import { tokenProduct } from "./onnx-token-layers.ts";
import { onnxTokens } from "./onnx-tokens.ts";

/**
 * Layers as ONNX nodes, which are added to a list, as are the constants that they need. Weights are inputs under PyTorch's
 * names, in PyTorch's layout.
 */
export function onnxForm(nodes: ExportedNode[], constants: ExportedConstant[]): Form<ExportedValue> {
  const nameOf = layerNames();
  const graph = graphWriter(nodes, constants);
  const { node, constant, reshape, transpose, slice } = graph;
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
    linear: (input, name, units) =>
      input.tokens === true
        ? tokenProduct(graph, input, name, units)
        : {
            ...input,
            channels: units,
            name: node("Gemm", name, [input.name, `${name}.weight`, `${name}.bias`], { transB: 1 }),
          },
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
      const take = (which: string, from: number): ExportedValue => ({
        ...input,
        channels: half,
        name: slice(`${own}.${which}`, input.name, 1, from, from + half),
      });
      return [take("first", 0), take("second", half)];
    },
    channelShuffle: (input, groups, name) => {
      const own = nameOf(name, "shuffle");
      const { channels, height, width } = input;
      const grouped = reshape(`${own}.groups`, input.name, [0, groups, channels / groups, height, width]);
      const exchanged = transpose(`${own}.permute`, grouped, [0, 2, 1, 3, 4]);
      return { ...input, name: reshape(own, exchanged, [0, channels, height, width]) };
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
    tokens: onnxTokens(graph, nameOf),
  };
}
