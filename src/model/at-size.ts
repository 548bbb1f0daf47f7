import "../engine/reference-backend.ts";
import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import { tracedShape } from "../import/shared/trace-images.ts";
import type { ImageSize, Network } from "./network.ts";

/** Two images: with one, an output of another size could pass for a batch. */
const BATCH = 2;

/**
 * The network on images of another size, where its layers take them: one that ends in global pooling does, one that
 * flattens a map of fixed size does not. It is recorded once, and nothing is computed.
 *
 * @throws InputError where the network takes images of its own size only
 */
export function atSize(network: Network, { height, width }: ImageSize): Network {
  const refused = (got: string, cause?: unknown): InputError =>
    new InputError(
      `network ${network.name}`,
      { expected: `layers that take images of ${height} x ${width}`, got },
      { cause },
    );
  let shape: readonly number[];
  try {
    shape = tracedShape((images) => network.forward(images), [BATCH, height, width, CHANNELS], network.name);
  } catch (error) {
    throw refused(`images of ${network.height} x ${network.width} only`, error);
  }
  const [batch, classes, ...rest] = shape;
  if (batch !== BATCH || classes !== network.classes.length || rest.length > 0) {
    throw refused(`an output of shape [${shape.join(", ")}] for ${BATCH} images`);
  }
  return { ...network, height, width };
}
