/** Per-channel normalisation of a checkpoint: the network sees (pixel - mean) / std, pixels in 0...1, RGB order. */
export interface Normalization {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * A network as attacks and the evaluator see it: images in 0...1 in, logits and input gradients out. Normalisation,
 * batching and padding are inside. Every `images` is row-major [n, height, width, 3] with any n.
 */
export interface Classifier {
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly normalization: Normalization;
  /** Images per compiled batch: callers that hand over multiples of it waste nothing. */
  readonly batch: number;
  /** Logits, row-major [n, classes]. */
  logits(images: Float32Array): Promise<Float32Array>;
  /**
   * Gradient of the sum of cross-entropies with respect to the images (pixel space, 0...1), row-major like `images`,
   * with the logits and the per-image losses of the same forward pass.
   */
  gradient(
    images: Float32Array,
    labels: Int32Array,
  ): Promise<{ readonly gradient: Float32Array; readonly logits: Float32Array; readonly losses: Float32Array }>;
  dispose(): Promise<void>;
}
