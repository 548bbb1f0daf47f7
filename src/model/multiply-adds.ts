import "../engine/reference-backend.ts";
import { elementCount } from "../core/element-count.ts";
import { CHANNELS } from "../core/image.ts";
import { trace } from "../engine/trace.ts";
import { type BoundNetwork, bindNetwork } from "../network/bound-network.ts";
import type { Layer } from "../network/layer.ts";
import { isTrainable, sizeOf } from "../network/weight.ts";
import type { ImageSize } from "./network.ts";

/** Numbers that training moves. */
export const countParameters = ({ weights }: Layer): number =>
  weights.filter(isTrainable).reduce((sum, spec) => sum + sizeOf(spec), 0);

/**
 * Multiply-adds of convolutions and matrix products for one image: what papers call FLOPs, or half of them. The network is
 * recorded once, and nothing is computed.
 */
export function countMultiplyAdds(layer: Layer, { height, width }: ImageSize): number {
  const network: BoundNetwork = bindNetwork(layer, (spec) => new Float32Array(sizeOf(spec)));
  const { graph } = trace((images) => network.forward(images), [{ shape: [1, height, width, CHANNELS] }], []);
  network.dispose();
  return graph.operations.reduce((sum, { operator, inputs, outputs, attributes }) => {
    const results = elementCount(outputs[0].shape);
    const [first, second] = inputs.map((input) => input?.shape ?? []);
    if (operator === "Conv") return sum + results * elementCount(second.slice(1));
    if (operator !== "MatMul" && operator !== "FusedMatMul") return sum;
    const transposed = attributes["transA"];
    const turned = transposed !== undefined && "int" in transposed && transposed.int === 1;
    return sum + results * (first.at(turned ? -2 : -1) ?? 0);
  }, 0);
}
