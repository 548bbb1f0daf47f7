import "../engine/reference-backend.ts";
import type { Tensor } from "@tensorflow/tfjs-core";
import { CHANNELS } from "../core/image.ts";
import { tracedShape } from "../import/shared/trace-images.ts";
import type { ImageSize, Network } from "./network.ts";
import type { Tap } from "./tap.ts";
import { type TapValue, tapRoles } from "./tap-roles.ts";
import { gridOf } from "./token-grid.ts";

/** Two images: with one, an axis of size one could be the batch or not. */
const BATCH = 2;

const KINDS = ["vector", "tokens", "spatial"] as const;

/**
 * Every tap of a network, in the order in which they are computed. The network is recorded once, and nothing is
 * computed. A value with two names, such as a stage and its last block, is there under both; its roles are with the
 * stage.
 */
export function listTaps(network: Pick<Network, "forward" | "height" | "width">): readonly Tap[] {
  const found: TapValue[] = [];
  tracedShape(
    (images) =>
      network.forward(images, (name, read, endsBlock) => {
        const tap = describe(read(), network);
        if (tap !== undefined) found.push({ name, ...tap, endsBlock });
        return undefined;
      }),
    [BATCH, network.height, network.width, CHANNELS],
    "network",
  );
  const roles = tapRoles(found, network);
  return found.map(({ value: _, endsBlock: __, ...tap }) => ({ ...tap, roles: roles.get(tap.name) ?? [] }));
}

/** Undefined where the first axis does not count the images. */
function describe(
  { shape, dtype, dataId }: Tensor,
  image: ImageSize,
): Omit<TapValue, "name" | "endsBlock"> | undefined {
  const [batch, ...rest] = shape;
  const kind = KINDS[rest.length - 1];
  if (kind === undefined || batch !== BATCH || dtype !== "float32") return undefined;
  const grid = kind === "tokens" ? gridOf(rest[0], image) : undefined;
  return { kind, shape: rest, ...(grid && { grid }), value: dataId };
}
