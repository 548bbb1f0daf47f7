/** What a training run noted of itself, an epoch each. */
export interface TrainingRun {
  readonly name: string;
  readonly epochs: readonly {
    /** From 1. */
    readonly epoch: number;
    /** Mean over the epoch's augmented batches. */
    readonly loss: number;
    /** Share of the epoch's augmented images that were recognised. */
    readonly accuracy: number;
    /** Share of the test images that were recognised after the epoch, where that was measured. */
    readonly testAccuracy?: number | undefined;
    /** What its weights do with pairs of images, where the run was asked for it. */
    readonly dynamics?: RunDynamics | undefined;
  }[];
}

/** Of pairs whose patches were exchanged, and of the same pairs as they are. */
export interface RunDynamics {
  readonly convolutions: readonly string[];
  readonly swapped: DynamicsSide;
  readonly unswapped: DynamicsSide;
}

interface DynamicsSide {
  /** Mean absolute gradient of each convolution's kernel. */
  readonly gradients: readonly number[];
  /** Mean distance between the confidences of a pair's images. */
  readonly confidenceGap: number;
  /** Mean absolute gradient of the distillation loss with respect to the logits. */
  readonly distillationGradient: number;
}
