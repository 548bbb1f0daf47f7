import { readdir, stat } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { requirePlainName } from "./class-names.ts";
import { IMAGE_NAME } from "./image-file.ts";

export interface FolderListing {
  /** The folder's name. */
  readonly name: string;
  readonly classes: readonly string[];
  readonly paths: readonly string[];
  /** Each path relative to the folder that was given, with forward slashes. */
  readonly names: readonly string[];
  readonly labels: Int32Array;
}

/** Folders that hold a split, the first that is there. */
const SPLIT_FOLDERS: Readonly<Record<Dataset["split"], readonly string[]>> = {
  train: ["train"],
  test: ["test", "val"],
};

/**
 * Lists a folder of images: one sub-folder per class, named after it. Where there are `train` and `test` (or `val`)
 * folders with class folders in them, they are the splits, and a class is one that any of them has; otherwise the
 * folder as a whole is whichever split is asked for.
 *
 * Classes and files are in the order of their names' UTF-16 code units, whatever the machine's language. Hidden files
 * and files that are not named as images are passed over.
 *
 * @throws InputError where there are fewer than two classes, a class folder without an image, or not the split
 */
export async function listFolder(path: string, split: Dataset["split"]): Promise<FolderListing> {
  const splits = await splitFolders(path);
  const roots = Object.values(splits);
  const root = roots.length === 0 ? path : splits[split];
  if (root === undefined) {
    throw new InputError(path, {
      expected: `a folder ${SPLIT_FOLDERS[split].map((name) => `"${name}"`).join(" or ")} for the ${split} split`,
      got: roots.map((found) => `"${basename(found)}"`).join(", "),
    });
  }
  const everywhere = await Promise.all(
    (roots.length === 0 ? [path] : roots).map((folder) => entries(folder, "folder")),
  );
  const classes = [...new Set(everywhere.flat())].sort();
  if (classes.length < 2) {
    const remedy = "Put the images of each class into a folder of their own, named after the class.";
    throw new InputError(path, { expected: "at least two class folders", got: `${classes.length}`, remedy });
  }
  for (const name of classes) requirePlainName(path, name);
  const present = new Set(await entries(root, "folder"));
  const paths: string[] = [];
  const labels: number[] = [];
  for (const [label, name] of classes.entries()) {
    if (!present.has(name)) continue;
    const folder = join(root, name);
    const images = (await entries(folder, "file")).filter((file) => IMAGE_NAME.test(file));
    if (images.length === 0) throw await noImages(folder);
    for (const image of images) {
      paths.push(join(folder, image));
      labels.push(label);
    }
  }
  const name = basename(resolve(path));
  requirePlainName(path, name);
  const names = paths.map((file) => relative(path, file).replaceAll(sep, "/"));
  return { name, classes, paths, names, labels: Int32Array.from(labels) };
}

async function splitFolders(path: string): Promise<Partial<Record<Dataset["split"], string>>> {
  const folders = new Set(await entries(path, "folder"));
  const found: Partial<Record<Dataset["split"], string>> = {};
  for (const split of ["train", "test"] as const) {
    const name = SPLIT_FOLDERS[split].find((candidate) => folders.has(candidate));
    // A class may be called "train": then its folder holds images and no folders.
    if (name !== undefined && (await entries(join(path, name), "folder")).length > 0) found[split] = join(path, name);
  }
  return found;
}

/** Names in a folder, sorted, without hidden ones; what a link points to counts as what it is. */
async function entries(folder: string, kind: "file" | "folder"): Promise<readonly string[]> {
  const found = await readdir(folder, { withFileTypes: true }).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === "ENOENT" ? "nothing there" : cause.code === "ENOTDIR" ? "a file" : cause.message;
    throw new InputError(folder, { expected: "a folder", got }, { cause });
  });
  const names: string[] = [];
  for (const entry of found) {
    if (entry.name.startsWith(".")) continue;
    const status = entry.isSymbolicLink() ? await stat(join(folder, entry.name)).catch(() => entry) : entry;
    if (kind === "folder" ? status.isDirectory() : status.isFile()) names.push(entry.name);
  }
  return names.sort();
}

async function noImages(folder: string): Promise<InputError> {
  const folders = await entries(folder, "folder");
  return new InputError(folder, {
    expected: "at least one PNG, JPEG, BMP, GIF or TIFF image of the class",
    got: folders.length === 0 ? "none" : `none, but folders (${folders.slice(0, 3).join(", ")})`,
    remedy: "Remove the folder if it is no class, or give the folder that holds the class folders.",
  });
}
