import type { Random } from "../core/random.ts";
import { type BoundNetwork, bindNetwork } from "../network/bound-network.ts";
import type { Layer } from "../network/layer.ts";
import { sizeOf, tensorflowName, type WeightSpec } from "../network/weight.ts";

/**
 * A network with its first weights, each drawn from a generator named after the weight, so that equal seeds give equal
 * bytes on every engine and a layer's weights do not depend on the layers before it.
 *
 * - convolution kernels: normal, standard deviation sqrt(2 / (kernel height x kernel width x filters)) (He et al.
 *   2015, equation 14: `kaiming_normal_(mode="fan_out", nonlinearity="relu")` of PyTorch); their biases 0
 * - linear kernels and biases: uniform in +-1 / sqrt(inputs) (PyTorch's default for `Linear`)
 * - batch normalisation: scale 1 and shift 0
 */
export function initialize(layer: Layer, random: Random): BoundNetwork {
  const kernels = new Map(layer.weights.filter(({ role }) => role === "kernel").map((spec) => [spec.layer, spec]));
  return bindNetwork(layer, (spec) => {
    const value = firstValue(spec, kernels.get(spec.layer));
    const source = random.fork("weights", tensorflowName(spec));
    return Float32Array.from({ length: sizeOf(spec) }, () => value(source));
  });
}

/** @param kernel of the same layer, where it has one */
function firstValue({ role }: WeightSpec, kernel: WeightSpec | undefined): (random: Random) => number {
  if (kernel === undefined) return () => (role === "scale" || role === "variance" ? 1 : 0);
  const [filters, inputs, height, width] = kernel.shape;
  if (kernel.shape.length === 2) {
    const bound = 1 / Math.sqrt(inputs);
    return (random) => bound * (2 * random.uniform() - 1);
  }
  const deviation = Math.sqrt(2 / (height * width * filters));
  return role === "kernel" ? (random) => deviation * random.normal() : () => 0;
}
