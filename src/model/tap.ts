import type { TokenGrid } from "./token-grid.ts";

/**
 * What a tap is in its network. `stage-1`, `stage-2`, ...: the last map of a resolution, in order; where blocks are known
 * the last that ends one. `last-spatial`: the last map of all, which is what is pooled. `pooled`: the features of an image
 * after it.
 * Tokens with a grid count as maps. Where a class token alone goes on to the classifier, gradients with respect to the
 * last tokens are zero at all others: name the input of the last block instead.
 */
export type TapRole = `stage-${number}` | "last-spatial" | "pooled";

/** A named activation inside a network. */
export interface Tap {
  /**
   * As the file's own program calls it: the path of a PyTorch module, the name of an ONNX value, of a Keras layer, of a
   * TensorFlow node; in this program's checkpoints the name of a layer.
   */
  readonly name: string;
  /** `spatial`: a map [height, width, channels]. `tokens`: [tokens, features]. `vector`: [features]. */
  readonly kind: "spatial" | "tokens" | "vector";
  /** Of one image. */
  readonly shape: readonly number[];
  /** Which places tokens stand for; absent where that cannot be told. */
  readonly grid?: TokenGrid;
  /** Empty for most. */
  readonly roles: readonly TapRole[];
}
