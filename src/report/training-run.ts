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
  }[];
}
