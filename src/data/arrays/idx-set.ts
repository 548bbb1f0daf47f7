import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import type { Records } from "../records.ts";
import { recordsOfArrays } from "./array-records.ts";
import { readIdx } from "./idx-file.ts";

/** What the files of a split are called: `train-images-idx3-ubyte.gz`, `emnist-balanced-test-labels-idx1-ubyte`. */
const PARTS: Readonly<Record<StoredSplit, string>> = { train: "train", test: "(?:t10k|test)" };

/**
 * One split of MNIST, Fashion-MNIST, KMNIST, EMNIST and others in the same files: images and labels in IDX format,
 * packed or not, in one folder (torchvision's is `MNIST/raw`).
 *
 * @throws InputError where files of the split are missing, or there are those of several sets
 */
export async function readIdxSet(path: string, split: StoredSplit): Promise<Records> {
  const names = await namesIn(path);
  const file = (of: StoredSplit, part: "images" | "labels") => {
    const pattern = new RegExp(`^(?:.*-)?${PARTS[of]}-${part}[-.]idx[13]-ubyte(?:\\.gz)?$`, "i");
    const found = names.filter((name) => pattern.test(name));
    // Unpacked files are often left beside the packed ones.
    const distinct = found.filter((name) => !/\.gz$/i.test(name) || !found.includes(name.replace(/\.gz$/i, "")));
    return distinct;
  };
  const only = (part: "images" | "labels") => {
    const found = file(split, part);
    if (found.length === 1) return join(path, found[0]);
    const usual = `${split === "train" ? "train" : "t10k"}-${part}-idx${part === "images" ? 3 : 1}-ubyte`;
    throw new InputError(path, {
      expected: `one file of ${part} of the ${split} split, such as ${usual} or ${usual}.gz`,
      got: found.length === 0 ? "none" : found.slice(0, 4).join(", "),
      ...(found.length > 1 && { remedy: "Put the files of one set into a folder of their own." }),
    });
  };
  const other = file(split === "train" ? "test" : "train", "labels");
  return recordsOfArrays({
    name: nameOf(path),
    split,
    images: await readIdx(only("images")),
    labels: await readIdx(only("labels")),
    otherLabels: other.length === 1 ? [await readIdx(join(path, other[0]))] : [],
  });
}

async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw new InputError(
      path,
      { expected: "a folder with IDX files", got: missing ? "nothing there" : (cause as Error).message },
      { cause },
    );
  }
}

/** The folder's name; of torchvision's `MNIST/raw` the set's. */
function nameOf(path: string): string {
  const folder = resolve(path);
  const own = basename(folder);
  return (own === "raw" ? basename(resolve(folder, "..")) : own).toLowerCase();
}
