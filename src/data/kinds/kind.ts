import type { StoredSplit } from "../../core/dataset.ts";
import { type FolderOptions, type LabelledImages, recordsOfImages } from "../folder/image-records.ts";
import type { Records } from "../records.ts";
import type { Place } from "./place.ts";

/** A kind of data set. */
export interface DatasetKind {
  readonly id: string;
  /** How it is written on the command line. */
  readonly usage: string;
  readonly title: string;
  /** Whether its records come in no order of class, so that the first n of them are a fair sample. */
  readonly shuffled: boolean;
  /** Whether a place holds such a set, by names and first bytes alone. Absent where it has no place. */
  recognise?(place: Place): boolean | Promise<boolean>;
  /** @throws InputError where the split is not there, or not whole */
  read(path: string, split: StoredSplit, options: FolderOptions): Promise<Records>;
  /** Of a set of image files, each of its own size: its splits, none where it has no such parts. */
  readonly files?: ImageFiles;
}

/** How the files of a split are listed. */
export interface ImageFiles {
  splits(path: string): Promise<readonly StoredSplit[]>;
  list(path: string, split: StoredSplit, options: FolderOptions): Promise<LabelledImages>;
}

/** How sets of image files are read. */
export const ofImageFiles = (files: ImageFiles) => ({
  files,
  read: async (path: string, split: StoredSplit, options: FolderOptions) =>
    recordsOfImages(await files.list(path, split, options), split, options),
});
