/** Images of one step, cropped, flipped and normalised. Augmentations and methods change them in place. */
export interface Batch {
  /**
   * Sets of images, as many as the method's sampler makes: image i of each belongs to example i. Row-major
   * [count, height, width, 3].
   */
  readonly branches: readonly Float32Array[];
  /** Index in the training set of each example's first image. */
  readonly indices: Int32Array;
  /** Class of each example. */
  readonly labels: Int32Array;
  /** Examples. */
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly classes: number;
}
