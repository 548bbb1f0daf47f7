import { join } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { readBounded, readBoundedIfPresent } from "../../core/regular-file.ts";
import { checkedClassNames } from "../class-names.ts";
import { type Records, recordsInMemory } from "../records.ts";

const SIDE = 96;
const PLANE = SIDE * SIDE;
const IMAGE = 3 * PLANE;
/** The test split has 8,000 images. */
const MAX_IMAGES = 20_000;
const MAX_NAMES = 4096;

/** Names in the order of the labels, where `class_names.txt` is missing. */
const NAMES = ["airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck"];

/** Folder in which the official archive keeps the files. */
export const STL10_FOLDER = "stl10_binary";

/**
 * One split of STL-10 (Coates, Ng, Lee 2011): images of 96 x 96 as three planes of bytes, each column by column, and a
 * byte from 1 to 10 for each label. The unlabelled images are not read.
 *
 * @param path the folder with the `.bin` files, or the one around it
 * @throws InputError where files are missing, not whole, or a label is out of range
 */
export async function readStl10(path: string, split: StoredSplit): Promise<Records> {
  const inside = join(path, STL10_FOLDER);
  const labelBytes = await readBoundedIfPresent(join(inside, `${split}_y.bin`), { most: MAX_IMAGES });
  const folder = labelBytes === undefined ? path : inside;
  const labelFile = join(folder, `${split}_y.bin`);
  const labels = Int32Array.from(labelBytes ?? (await readBounded(labelFile, { most: MAX_IMAGES })), (label, row) => {
    if (label >= 1 && label <= NAMES.length) return label - 1;
    throw new InputError(`${labelFile}, image ${row}`, { expected: "a label in 1...10", got: `${label}` });
  });
  const imageFile = join(folder, `${split}_X.bin`);
  const stored = await readBounded(imageFile, { exactly: labels.length * IMAGE });
  if (labels.length === 0) throw new InputError(labelFile, { expected: "at least one label", got: "none" });
  const namesFile = join(folder, "class_names.txt");
  const names = await readBoundedIfPresent(namesFile, { most: MAX_NAMES });
  const classes = names === undefined ? NAMES : checkedClassNames(namesFile, names.toString("utf8"), NAMES.length);
  const set = { name: "stl10", split, count: labels.length, height: SIDE, width: SIDE, classes };
  return recordsInMemory({ ...set, labels, trueLabels: labels }, upright(stored));
}

/** From planes column by column to pixels row by row. */
function upright(stored: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(stored.length);
  for (let image = 0; image < stored.length; image += IMAGE) {
    for (let channel = 0; channel < 3; channel++) {
      for (let x = 0; x < SIDE; x++) {
        const column = image + channel * PLANE + x * SIDE;
        for (let y = 0; y < SIDE; y++) pixels[image + (y * SIDE + x) * 3 + channel] = stored[column + y];
      }
    }
  }
  return pixels;
}
