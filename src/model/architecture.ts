import type { SymbolicTensor } from "@tensorflow/tfjs-layers";
import type { Blocks } from "./blocks.ts";

/** What the network looks at: images of this size, three channels, and this many classes to tell apart. */
export interface InputShape {
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}

/**
 * A network's shape without its weights. Images come in normalised, row-major [batch, height, width, 3]; logits
 * (not probabilities) go out, [batch, classes].
 */
export interface Architecture {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Connects the layers from the image to the logits. */
  build(blocks: Blocks, image: SymbolicTensor, shape: InputShape): SymbolicTensor;
}
