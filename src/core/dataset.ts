/** Groups of classes: CIFAR-100's coarse labels, Unicode's emoji groups. */
export interface Superclasses {
  readonly names: readonly string[];
  /** Superclass of each class: `of[classIndex]` indexes `names`. */
  readonly of: Int32Array;
}

/** Where an example comes from, so that it can be found again. */
export interface ExampleId {
  /** Place in the data set's own order, from 0: the record's number in CIFAR, the file's place in a folder. */
  readonly index: number;
  /** What the data set calls it, where it has names: a file's path relative to the folder, with forward slashes. */
  readonly name?: string;
}

/** The class of each pixel of a set's images. */
export interface LabelMaps {
  /**
   * The label maps of the images at these indices, row-major [indices.length, height, width]: the index of a class, or
   * the number of classes where a pixel is void and nothing is scored.
   */
  read(indices: ArrayLike<number>): Promise<Uint8Array>;
}

/** A split as data sets are published; `validation` is made of the training split. */
export type StoredSplit = "train" | "test";

/**
 * A labelled set of images of one size. Labels are in memory, pixels are read on request, so that a set larger than
 * memory streams. Records keep their index whatever subset is read.
 */
export interface Dataset {
  /** As the user names it: `emoji`, `cifar100`, the folder's name. */
  readonly name: string;
  readonly split: StoredSplit | "validation";
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly classes: readonly string[];
  readonly superclasses?: Superclasses;
  /**
   * Labels to train and measure with: the true ones unless label noise was applied; of a set with `maps` the numbers of
   * its images, by which their maps are found. Length `count`.
   */
  readonly labels: Int32Array;
  /** The labels before label noise; the same array as `labels` where there is none. */
  readonly trueLabels: Int32Array;
  /** Where each pixel has a class of its own. */
  readonly maps?: LabelMaps;
  /** SHA-256 (hex) over size, pixels and labels of the whole split: equal data, equal hash, wherever it came from. */
  readonly sha256: string;
  /** What was done to each image on its way to a network (`preprocessText`); absent where nothing was. */
  readonly preprocess?: string;
  /** The images at these indices, row-major [indices.length, height, width, 3], in [0, 255], in the order asked for. */
  read(indices: ArrayLike<number>): Promise<Uint8Array>;
  /** Which example of the data on disk record `index` is, whatever order and subset the records are in. */
  exampleId(index: number): ExampleId;
  /**
   * What was left out, and how the data were read where programs differ, a sentence each, for reports. Of an opened
   * set all of them; of one that is still being read those that are known.
   */
  notes?(): readonly string[];
}
