import type { Random } from "../core/random.ts";
import { type BoundNetwork, bindNetwork } from "../network/bound-network.ts";
import type { InitializationId } from "../network/initialization.ts";
import type { Layer } from "../network/layer.ts";
import { sizeOf, tensorflowName, type WeightSpec } from "../network/weight.ts";

/** Draws one number of a weight. */
type Draw = (random: Random) => number;

const constant =
  (value: number): Draw =>
  () =>
    value;
const normal =
  (deviation: number): Draw =>
  (random) =>
    deviation * random.normal();
const uniform =
  (bound: number): Draw =>
  (random) =>
    bound * (2 * random.uniform() - 1);

/**
 * A network with its first weights, each drawn from a generator named after the weight, so that equal seeds give equal
 * bytes on every engine and a layer's weights do not depend on the layers before it.
 *
 * @param how see `InitializationId`
 */
export function initialize(layer: Layer, random: Random, how: InitializationId = "fan-out"): BoundNetwork {
  const kernels = new Map(layer.weights.filter(({ role }) => role === "kernel").map((spec) => [spec.layer, spec]));
  return bindNetwork(layer, (spec) => {
    const draw = drawOf(spec, kernels.get(spec.layer), how);
    const source = random.fork("weights", tensorflowName(spec));
    return Float32Array.from({ length: sizeOf(spec) }, () => draw(source));
  });
}

/** @param kernel of the same layer, where it has one */
function drawOf({ role }: WeightSpec, kernel: WeightSpec | undefined, how: InitializationId): Draw {
  if (role === "table") return normal(0.02);
  if (kernel === undefined) return constant(role === "scale" || role === "variance" ? 1 : 0);
  const [filters, inputs, height = 1, width = 1] = kernel.shape;
  const plain = uniform(1 / Math.sqrt(inputs * height * width));
  const linear = kernel.shape.length === 2;
  if (how === "uniform" || (how === "transformer" && !linear) || (how === "fan-out" && linear)) return plain;
  if (role === "bias") return constant(0);
  if (linear) return normal(how === "transformer" ? 0.02 : 0.01);
  return normal(Math.sqrt(2 / (height * width * filters)));
}
