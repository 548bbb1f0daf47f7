import "../engine/reference-backend.ts";
import { zeros } from "@tensorflow/tfjs-core";
import { CHANNELS } from "../core/image.ts";
import { tracedShape } from "../import/shared/trace-images.ts";
import type { BoundNetwork } from "../network/bound-network.ts";
import type { ImageSize } from "./network.ts";

/** How many blocks of a network stochastic depth can leave out. The network is recorded once, and nothing is computed. */
export function countDrops({ layer, weights }: BoundNetwork, { height, width }: ImageSize): number {
  const named = new Map(weights.map(({ spec, variable }) => [spec.name, variable]));
  let count = 0;
  const drawDrop = () => {
    count++;
    return { uniform: zeros([1]), rate: 0 };
  };
  tracedShape(
    (images) => layer.apply(images, { weight: (name) => named.get(name)!, drawDrop }),
    [1, height, width, CHANNELS],
    "network",
  );
  return count;
}
