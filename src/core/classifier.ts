/** Per-channel normalisation of a checkpoint: the network sees (pixel - mean) / std, pixels in [0, 1], RGB order. */
export interface Normalization {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * Losses of a row of logits z with label y whose gradient attacks need; the larger, the more adversarial. z_(1) >= z_(2)
 * >= ... are the logits in falling order, t is a target class.
 *
 * `cross-entropy`: -ln softmax(z)_y.
 * `dlr`, difference of logits ratio: -(z_y - max over i != y of z_i) / (z_(1) - z_(3)); three classes at least.
 * `targeted-dlr`: -(z_y - z_t) / (z_(1) - (z_(3) + z_(4)) / 2); four classes at least.
 *
 * Source of the last two: Croce, Hein: Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse
 * Parameter-free Attacks, ICML 2020, arXiv:2003.01690, section 4. 1e-12 is added to their denominators.
 */
export const LOSS_IDS = ["cross-entropy", "dlr", "targeted-dlr"] as const;
export type LossId = (typeof LOSS_IDS)[number];

/** A backward pass, with what its forward pass said. */
export interface GradientPass {
  /** Gradient of the losses' sum with respect to the images, row-major like them. */
  readonly gradient: Float32Array;
  /** Row-major [n, classes]. */
  readonly logits: Float32Array;
  /** Loss of each image. */
  readonly losses: Float32Array;
}

/** A signed step, in pixel units per channel: how far, in which ball around the clean image, in which box. */
export interface SignStep {
  readonly stride: readonly number[];
  readonly reach: readonly number[];
  readonly lowest: number;
  readonly highest: number;
}

/** The images after a signed step, and what the network said before it. */
export interface SignStepPass {
  readonly images: Float32Array;
  readonly logits: Float32Array;
  readonly losses: Float32Array;
}

/**
 * A network as attacks and the evaluator see it: images in [0, 1] in, logits and input gradients out. Normalisation,
 * batching and padding are inside. Every `images` is row-major [n, height, width, 3] with any n.
 */
export interface Classifier {
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly normalization: Normalization;
  /** Where it looks at the first channel of images alone, which are grey. */
  readonly channels?: 1;
  /** Images that are computed side by side: callers that hand over multiples of it waste nothing. */
  readonly batch: number;
  /** Logits, row-major [n, classes]. */
  logits(images: Float32Array): Promise<Float32Array>;
  /**
   * Gradient of the sum of the images' losses with respect to the images (pixel space, [0, 1]).
   *
   * @param labels true class of each image
   * @param loss default `cross-entropy`
   * @param targets target class of each image, for the loss that has one
   */
  gradient(
    images: Float32Array,
    labels: Int32Array,
    loss?: LossId | undefined,
    targets?: Int32Array | undefined,
  ): Promise<GradientPass>;
  /** Why this network has no gradient, a sentence; absent where it has one. `gradient` then throws. */
  readonly gradientUnavailable?: string;
  /**
   * One signed step on the cross-entropy, as one compiled graph, where the engine has that: from `images` to
   * clip(images + stride x sign(gradient)) to the ball and the box. The same bits as doing it from `gradient`.
   */
  signStep?(images: Float32Array, clean: Float32Array, labels: Int32Array, step: SignStep): Promise<SignStepPass>;
  dispose(): Promise<void>;
}
