import "../engine/reference-backend.ts";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { CHANNELS } from "../core/image.ts";
import { MOVING_AVERAGE_KEPT } from "../network/batch-norm.ts";
import { paddingOf } from "../network/convolution-settings.ts";
import type { Form } from "../network/form.ts";
import type { Layer } from "../network/layer.ts";
import { write } from "../network/write.ts";
import type { ImageSize } from "./network.ts";

const apply = (layer: { apply(input: tfl.SymbolicTensor | tfl.SymbolicTensor[]): unknown }) => ({
  to: (input: tfl.SymbolicTensor | readonly tfl.SymbolicTensor[]) =>
    layer.apply(input as tfl.SymbolicTensor | tfl.SymbolicTensor[]) as tfl.SymbolicTensor,
});

/** Standard layers of TensorFlow.js, so that any program with TensorFlow.js opens the result. Kernels are zero. */
const layersModelForm: Form<tfl.SymbolicTensor> = {
  convolution(input, name, settings) {
    const { to: filters, kernel, stride = 1, groups = 1, bias = false } = settings;
    const padding = paddingOf(settings);
    if (groups > 1 || bias) throw new Error(`${name}: no architecture of this program has such a convolution`);
    // TensorFlow's "same" pads a strided convolution at the far side only; PyTorch, where these networks come from,
    // pads both sides. Padding apart keeps imported weights exact.
    const padApart = stride > 1 && kernel > 1;
    const padded = padApart ? apply(tfl.layers.zeroPadding2d({ padding, name: `${name}.pad` })).to(input) : input;
    const convolution = tfl.layers.conv2d({
      filters,
      kernelSize: kernel,
      strides: stride,
      padding: padApart ? "valid" : "same",
      useBias: false,
      kernelInitializer: "zeros",
      name,
    });
    return apply(convolution).to(padded);
  },
  batchNorm: (input, name, epsilon) =>
    apply(tfl.layers.batchNormalization({ momentum: MOVING_AVERAGE_KEPT, epsilon, name })).to(input),
  relu: (input, name) => apply(tfl.layers.reLU({ name })).to(input),
  add: (inputs, name) => apply(tfl.layers.add({ name })).to(inputs),
  globalAverage: (input, name) => apply(tfl.layers.globalAveragePooling2d({ name })).to(input),
  linear: (input, name, units) =>
    apply(tfl.layers.dense({ units, kernelInitializer: "zeros", biasInitializer: "zeros", name })).to(input),
};

/**
 * A network as a LayersModel of TensorFlow.js, for images of one size.
 *
 * @param valuesOf a weight's numbers by its name there, such as `stem.conv/kernel`; default: kernels stay zero
 */
export function toLayersModel(
  name: string,
  layer: Layer,
  { height, width }: ImageSize,
  valuesOf?: (name: string) => Float32Array,
): tfl.LayersModel {
  const image = tfl.input({ shape: [height, width, CHANNELS], name: "image" });
  const model = tfl.model({ inputs: image, outputs: write(layer, image, layersModelForm), name });
  if (valuesOf === undefined) return model;
  tf.tidy(() => {
    for (const weight of model.weights) {
      weight.write(tf.tensor(valuesOf(weight.originalName), weight.shape as number[]));
    }
  });
  return model;
}
