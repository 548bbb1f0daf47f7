import "../engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { CHANNELS } from "../core/image.ts";
import { MOVING_AVERAGE_KEPT } from "../network/batch-norm.ts";
import { paddingOf } from "../network/convolution-settings.ts";
import { type Form, layerNames } from "../network/form.ts";
import type { Layer } from "../network/layer.ts";
import { UnwritableError, write } from "../network/write.ts";
import { groupName } from "./grouped-weights.ts";
import type { ImageSize } from "./network.ts";

const apply = (layer: { apply(input: tfl.SymbolicTensor | tfl.SymbolicTensor[]): unknown }) => ({
  to: (input: tfl.SymbolicTensor | readonly tfl.SymbolicTensor[]) =>
    layer.apply(input as tfl.SymbolicTensor | tfl.SymbolicTensor[]) as tfl.SymbolicTensor,
});

type Value = tfl.SymbolicTensor;

/**
 * Standard layers of TensorFlow.js, so that any program with TensorFlow.js opens the result. Kernels are zero. TensorFlow's
 * "same" pads a strided convolution at the far side only; PyTorch, where these networks come from, pads both sides.
 * Padding apart keeps imported weights exact. A convolution in groups is one convolution for each group.
 */
function layersModelForm(): Form<Value> {
  const nameOf = layerNames();
  const padded = (input: Value, padding: number, name: string): Value =>
    padding === 0 ? input : apply(tfl.layers.zeroPadding2d({ padding, name: `${name}.pad` })).to(input);
  const reshape = (input: Value, targetShape: number[], name: string): Value =>
    apply(tfl.layers.reshape({ targetShape, name })).to(input);
  // LayersModels have no layer that takes channels: they become the columns of an image of one channel.
  const parts = (input: Value, own: string, names: readonly string[]): Value[] => {
    const [, height, width, channels] = input.shape as [null, number, number, number];
    const each = channels / names.length;
    const columns = reshape(input, [height * width, channels, 1], `${own}.columns`);
    return names.map((which, index) => {
      const cropping: [[number, number], [number, number]] = [
        [0, 0],
        [index * each, channels - (index + 1) * each],
      ];
      const cropped = apply(tfl.layers.cropping2D({ cropping, name: `${own}.${which}.crop` })).to(columns);
      return reshape(cropped, [height, width, each], `${own}.${which}`);
    });
  };
  return {
    convolution(input, name, settings) {
      const { from, to, kernel, stride = 1, groups = 1, bias = false } = settings;
      const depthwise = groups > 1 && groups === from && groups === to;
      const around = paddingOf(settings);
      const same = kernel === 1 ? around === 0 : stride === 1 && 2 * around === kernel - 1;
      const common = {
        kernelSize: kernel,
        strides: stride,
        padding: same ? ("same" as const) : ("valid" as const),
        useBias: bias,
        biasInitializer: "zeros" as const,
      };
      const image = same ? input : padded(input, around, name);
      if (depthwise) {
        return apply(tfl.layers.depthwiseConv2d({ ...common, depthwiseInitializer: "zeros", name })).to(image);
      }
      const convolve = (value: Value, filters: number, own: string): Value =>
        apply(tfl.layers.conv2d({ ...common, filters, kernelInitializer: "zeros", name: own })).to(value);
      if (groups === 1) return convolve(image, to, name);
      const names = Array.from({ length: groups }, (_, group) => groupName(group));
      const outputs = parts(image, `${name}.parts`, names).map((part, group) =>
        convolve(part, to / groups, `${name}.${names[group]}`),
      );
      return apply(tfl.layers.concatenate({ axis: 3, name })).to(outputs);
    },
    batchNorm: (input, name, epsilon) =>
      apply(tfl.layers.batchNormalization({ momentum: MOVING_AVERAGE_KEPT, epsilon, name })).to(input),
    linear: (input, name, units) =>
      apply(tfl.layers.dense({ units, kernelInitializer: "zeros", biasInitializer: "zeros", name })).to(input),
    relu: (input, name) => apply(tfl.layers.reLU({ name: nameOf(name, "relu") })).to(input),
    relu6: (input, name) => apply(tfl.layers.reLU({ maxValue: 6, name: nameOf(name, "relu6") })).to(input),
    add: (inputs, name) => apply(tfl.layers.add({ name: nameOf(name, "add") })).to(inputs),
    concatenate: (inputs, name) =>
      apply(tfl.layers.concatenate({ axis: 3, name: nameOf(name, "concatenate") })).to(inputs),
    halves(input, name) {
      const [first, second] = parts(input, nameOf(name, "halves"), ["first", "second"]);
      return [first, second];
    },
    channelShuffle(input, groups, name) {
      const own = nameOf(name, "shuffle");
      const [, height, width, channels] = input.shape as [null, number, number, number];
      const grouped = reshape(input, [height, width, groups, channels / groups], `${own}.groups`);
      const exchanged = apply(tfl.layers.permute({ dims: [1, 2, 4, 3], name: `${own}.permute` })).to(grouped);
      return reshape(exchanged, [height, width, channels], own);
    },
    maxPool(input, { size, stride, padding }, name) {
      const own = nameOf(name, "max_pool");
      const pool = tfl.layers.maxPooling2d({ poolSize: size, strides: stride, padding: "valid", name: own });
      return apply(pool).to(padded(input, padding, own));
    },
    averagePool(input, { size, stride, padding }, name) {
      const own = nameOf(name, "average_pool");
      const pool = tfl.layers.averagePooling2d({ poolSize: size, strides: stride, padding: "valid", name: own });
      return apply(pool).to(padded(input, padding, own));
    },
    globalAverage: (input, name) =>
      apply(tfl.layers.globalAveragePooling2d({ name: nameOf(name, "global_average") })).to(input),
  };
}

/**
 * A network as a LayersModel of TensorFlow.js, for images of one size.
 *
 * @param valuesOf a weight's numbers by its name there, such as `stem.conv/kernel`, and its shape; default: kernels stay zero
 * @returns undefined where TensorFlow.js has no layers for it
 */
export function toLayersModel(
  name: string,
  layer: Layer,
  { height, width }: ImageSize,
  valuesOf?: (name: string, shape: readonly number[]) => Float32Array,
): tfl.LayersModel | undefined {
  const image = tfl.input({ shape: [height, width, CHANNELS], name: "image" });
  let outputs: Value;
  try {
    outputs = write(layer, image, layersModelForm());
  } catch (error) {
    if (error instanceof UnwritableError) return undefined;
    throw error;
  }
  const model = tfl.model({ inputs: image, outputs, name });
  if (valuesOf === undefined) return model;
  tf.tidy(() => {
    for (const weight of model.weights) {
      const shape = weight.shape as number[];
      weight.write(tf.tensor(valuesOf(weight.originalName, shape), shape));
    }
  });
  return model;
}
