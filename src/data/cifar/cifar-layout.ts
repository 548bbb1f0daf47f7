import type { StoredSplit } from "../../core/dataset.ts";

/**
 * How a CIFAR set lies on disk (https://www.cs.toronto.edu/~kriz/cifar.html): in the "binary version" as files of records,
 * each one or two label bytes, then 1,024 bytes of red, 1,024 of green and 1,024 of blue, each plane row by row; in the
 * "python version" as pickled dictionaries of an array of such pixels, a row for each image, and lists of labels.
 */
export interface CifarLayout {
  readonly name: string;
  /** Folder in which the official archive keeps the files. */
  readonly folder: string;
  /** What the official archive is called. */
  readonly archive: string;
  readonly files: Readonly<Record<StoredSplit, readonly string[]>>;
  /** Label bytes before the pixels: the class last, its superclass (CIFAR-100's coarse label) before it. */
  readonly labelBytes: 1 | 2;
  readonly python: PythonLayout;
  readonly classes: LabelNames;
  readonly superclasses: LabelNames & {
    /** Superclass of each class, where the records do not say. */
    readonly of: readonly number[];
  };
}

/** The python version, and the keys of its dictionaries. */
export interface PythonLayout {
  readonly folder: string;
  readonly archive: string;
  readonly files: Readonly<Record<StoredSplit, readonly string[]>>;
  readonly labels: string;
  /** Where the records carry their superclass. */
  readonly superclasses?: string;
  /** File with the names of the labels, and its keys. */
  readonly meta: { readonly file: string; readonly classes: string; readonly superclasses?: string };
}

/** Names of labels: those in `file` where it is present, else the official ones, which are equal. */
export interface LabelNames {
  readonly file?: string;
  readonly official: readonly string[];
}

export const CIFAR_SIDE = 32;
export const CIFAR_PLANE = CIFAR_SIDE * CIFAR_SIDE;

/** More records than any official file (50,000) holds; a larger file is not CIFAR and is refused before it is read. */
export const CIFAR_MAX_RECORDS = 100_000;

/** Bytes of one record. */
export function recordBytes(layout: CifarLayout): number {
  return layout.labelBytes + 3 * CIFAR_PLANE;
}
