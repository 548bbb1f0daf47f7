import * as tf from "@tensorflow/tfjs-core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { Random } from "../core/random.ts";

/**
 * Draws a network's first weights, each from a generator named after the weight, so that equal seeds give equal
 * bytes on every engine and a layer's weights do not depend on the layers before it.
 *
 * - convolution kernels: normal, standard deviation sqrt(2 / (kernel height x kernel width x filters)) (He et al.
 *   2015, equation 14: `kaiming_normal_(mode="fan_out", nonlinearity="relu")` of PyTorch)
 * - linear kernels and biases: uniform in +-1 / sqrt(inputs) (PyTorch's default for `Linear`)
 * - batch normalisation: as it is built, scale 1 and shift 0
 */
export function initialize(model: LayersModel, random: Random): void {
  for (const layer of model.layers) {
    const kernel = layer.weights.find((weight) => weight.originalName.endsWith("/kernel"));
    if (kernel === undefined) continue;
    const shape = kernel.shape as number[];
    const draw =
      shape.length === 4 ? normal(Math.sqrt(2 / (shape[0] * shape[1] * shape[3]))) : uniform(1 / Math.sqrt(shape[0]));
    for (const weight of layer.weights) {
      const values = draw(random.fork("weights", weight.originalName), tf.util.sizeFromShape(weight.shape as number[]));
      tf.tidy(() => {
        weight.write(tf.tensor(values, weight.shape as number[]));
      });
    }
  }
}

type Draw = (random: Random, count: number) => Float32Array;

const normal =
  (deviation: number): Draw =>
  (random, count) =>
    Float32Array.from({ length: count }, () => deviation * random.normal());

const uniform =
  (bound: number): Draw =>
  (random, count) =>
    Float32Array.from({ length: count }, () => bound * (2 * random.uniform() - 1));
