import type { StoredSplit } from "../../core/dataset.ts";
import type { Records } from "../records.ts";
import { type FolderOptions, recordsOfImages } from "./image-records.ts";
import { listFolder } from "./list-folder.ts";

/**
 * One split of a folder of images, one sub-folder per class (see `listFolder`). Images are decoded when they are read.
 *
 * @throws InputError where images are of several sizes and none is given
 */
export async function readFolder(path: string, split: StoredSplit, options: FolderOptions = {}): Promise<Records> {
  return recordsOfImages(await listFolder(path, split, options.classOrder), split, options);
}
