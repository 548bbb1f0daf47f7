import type { Layer } from "../network/layer.ts";

/**
 * A network's shape without its weights, in the language of src/network. Images come in normalised, row-major
 * [batch, height, width, 3], of any size; logits (not probabilities) go out, [batch, classes].
 */
export interface Architecture {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  network(classes: number): Layer;
}
