import { realpath } from "node:fs/promises";
import { basename, join, posix, resolve } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { requirePlainName } from "../class-names.ts";
import { IMAGE_FORMATS, isNamedAsImage } from "../image/image-format.ts";
import { type ClassOrder, inClassOrder } from "./class-order.ts";
import { folderNotes } from "./folder-notes.ts";
import type { LabelledImages } from "./image-records.ts";
import { entriesOf, type ImageList, isFolder, listImages } from "./list-images.ts";

/** Folders that hold a split, the first that is there. */
const SPLIT_FOLDERS: Readonly<Record<StoredSplit, readonly string[]>> = {
  train: ["train", "training"],
  test: ["test", "testing", "val", "valid", "validation"],
};
const SPLIT_NAMES = new Set(Object.values(SPLIT_FOLDERS).flat());

/** Names that mean splits wherever they stand; the others could be classes, and mean splits only beside no other. */
const PLAIN_SPLIT_NAMES = new Set(["train", "test", "val"]);

/**
 * Lists a folder of images: one sub-folder per class, named after it. Where there are `train` and `test` (or `val`)
 * folders with class folders in them, they are the splits, and a class is one that any of them has; otherwise the
 * folder as a whole is whichever split is asked for. What lies deeper counts for the class folder that it is in.
 *
 * Classes are in the order of `inClassOrder`, images as `listImages` has them, whatever the machine's language.
 *
 * @throws InputError where there are fewer than two classes, a class folder without an image, or not the split
 */
export async function listFolder(path: string, split: StoredSplit, classOrder?: ClassOrder): Promise<LabelledImages> {
  const splits = await splitFolders(path);
  const roots = Object.values(splits);
  const root = roots.length === 0 ? path : splits[split];
  if (root === undefined) {
    throw new InputError(path, {
      expected: `a folder "${SPLIT_FOLDERS[split].join('" or "')}" for the ${split} split`,
      got: roots.map((found) => `"${basename(found)}"`).join(", "),
    });
  }
  const everywhere = await Promise.all((roots.length === 0 ? [path] : roots).map(foldersIn));
  const classes = inClassOrder([...new Set(everywhere.flat())], classOrder);
  await requireClasses(path, classes);
  const name = basename(resolve(path));
  for (const each of [...classes, name]) requirePlainName(path, each);

  const present = new Set(await foldersIn(root));
  const realRoot = await realpath(path);
  const lists: ImageList[] = [];
  const places: string[] = [];
  const labels: number[] = [];
  for (const [label, className] of classes.entries()) {
    if (!present.has(className)) continue;
    const folder = posix.join(root === path ? "" : basename(root), className);
    const list = await listImages(join(path, folder), realRoot);
    if (list.images.length === 0) throw noImages(join(path, folder), list);
    lists.push(list);
    for (const image of list.images) {
      places.push(posix.join(folder, image));
      labels.push(label);
    }
  }
  requireNoSplitsInside(path, places, root === path ? 1 : 2);
  return {
    name,
    classes,
    paths: places.map((place) => join(path, place)),
    names: places,
    labels: Int32Array.from(labels),
    notes: folderNotes(lists, await looseImages(root)),
  };
}

/** The splits that a folder has; none where it has class folders. */
export async function splitsIn(path: string): Promise<readonly StoredSplit[]> {
  return Object.keys(await splitFolders(path)) as StoredSplit[];
}

async function splitFolders(path: string): Promise<Partial<Record<StoredSplit, string>>> {
  const folders = await foldersIn(path);
  const known = folders.every((name) => SPLIT_NAMES.has(name)) ? SPLIT_NAMES : PLAIN_SPLIT_NAMES;
  const found: Partial<Record<StoredSplit, string>> = {};
  for (const split of ["train", "test"] as const) {
    const name = SPLIT_FOLDERS[split].find((candidate) => known.has(candidate) && folders.includes(candidate));
    if (name === undefined) continue;
    // A class may be called "train": then its folder holds images, or no folders.
    const folder = join(path, name);
    if ((await foldersIn(folder)).length > 0 && (await looseImages(folder)) === 0) found[split] = folder;
  }
  return found;
}

/** Names of the folders in a folder, without hidden ones. */
async function foldersIn(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await entriesOf(folder)) {
    if (!entry.name.startsWith(".") && (await isFolder(entry, join(folder, entry.name)))) names.push(entry.name);
  }
  return names;
}

/** How many images lie in a folder itself, in none of its folders. */
async function looseImages(folder: string): Promise<number> {
  const entries = await entriesOf(folder);
  return entries.filter((entry) => entry.isFile() && !entry.name.startsWith(".") && isNamedAsImage(entry.name)).length;
}

async function requireClasses(path: string, classes: readonly string[]): Promise<void> {
  if (classes.length >= 2) return;
  const [only] = classes;
  const inside = only === undefined ? [] : await foldersIn(join(path, only));
  throw new InputError(path, {
    expected: "at least two class folders",
    got: only === undefined ? "0" : `1 ("${only}")`,
    remedy:
      inside.length >= 2
        ? `If the classes are ${inside.slice(0, 3).join(", ")}, give ${join(path, only)}.`
        : "Put the images of each class into a folder of their own, named after the class.",
  });
}

/** Folders of splits inside class folders would be read as one set, training images and test images alike. */
function requireNoSplitsInside(path: string, names: readonly string[], depth: number): void {
  const inside = names.map((name) => name.split("/").slice(depth, -1)[0]);
  if (!inside.every((folder) => folder !== undefined && SPLIT_NAMES.has(folder))) return;
  throw new InputError(path, {
    expected: "class folders, or splits with class folders in them",
    got: `class folders with the splits (${[...new Set(inside)].join(", ")}) in them`,
    remedy: "Put the splits outside: test/cat/1.png rather than cat/test/1.png.",
  });
}

function noImages(folder: string, { leftOut }: ImageList): InputError {
  const others = [...leftOut].map(([ending, count]) => `${count} ${ending}`);
  return new InputError(folder, {
    expected: `at least one ${IMAGE_FORMATS} image of the class`,
    got: others.length === 0 ? "none" : `none, but other files (${others.slice(0, 5).join(", ")})`,
    remedy: "Remove the folder if it is no class.",
  });
}
