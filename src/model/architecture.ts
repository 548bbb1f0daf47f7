import type { InitializationId } from "../network/initialization.ts";
import type { Layer } from "../network/layer.ts";
import type { ImageSize } from "./network.ts";

/**
 * A network's shape without its weights, in the language of src/network. Images come in normalised, row-major
 * [batch, height, width, 3]; logits (not probabilities) go out, [batch, classes].
 */
export interface Architecture {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** How its first weights are drawn. */
  readonly initialization: InitializationId;
  /** Side of the images that it was made for. */
  readonly side: number;
  /**
   * @param size of the images; few networks depend on it. Default: its own side
   * @throws InputError on a size that it is not made for
   */
  network(classes: number, size?: ImageSize): Layer;
}
