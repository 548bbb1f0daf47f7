import { stat } from "node:fs/promises";
import { join, posix } from "node:path";
import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";
import { byCodePoint } from "../folder/class-order.ts";
import { entriesOf } from "../folder/list-images.ts";
import { namesIn } from "./label-set.ts";
import { withoutEnding } from "./match-maps.ts";
import type { DetectionTruth, StoredObject } from "./stored-boxes.ts";
import { parseVocAnnotation } from "./voc-annotation.ts";

/** Longest annotation, bytes: one with hundreds of objects has 100,000. */
const LONGEST = 4 * 1024 * 1024;

/** Lists that say which images are scored, in the order in which they are looked for. */
const LISTS = ["ImageSets/Main/test.txt", "ImageSets/Main/val.txt"];

/**
 * VOC's annotations. A box's corners are pixels, counted from 1, that belong to it, so it reaches from xmin - 1 to xmax.
 * Classes are the names that occur, in alphabetical order.
 */
export async function readVocTruth(path: string, list?: string): Promise<DetectionTruth> {
  const inside = join(path, "Annotations");
  const folder = (await isThere(inside)) ? inside : path;
  const names = await namesOf(path, folder, list);
  const files = [];
  for (const name of names) {
    const file = join(folder, `${name}.xml`);
    files.push(parseVocAnnotation(await readBounded(file, { most: LONGEST }), file));
  }
  const classes = [...new Set(files.flat().map((object) => object.name))].sort(byCodePoint);
  const objects = files.flatMap((found, image) =>
    found.map(({ name, corners: [xmin, ymin, xmax, ymax], difficult }): StoredObject => {
      return { image, class: classes.indexOf(name), box: [xmin - 1, ymin - 1, xmax, ymax], difficult };
    }),
  );
  // Detections may call an image by its file's name, and by the number that some files have for one.
  const byNumber = names.flatMap((name, place) => (/^\d+$/.test(name) ? [[`${Number(name)}`, place] as const] : []));
  const imageOf = new Map([
    ...byNumber,
    ...names.flatMap((name, place) => [[`${name}.jpg`, place] as const, [name, place] as const]),
  ]);
  return { images: names, classes, objects, imageOf, classOf: new Map() };
}

async function namesOf(path: string, folder: string, list: string | undefined): Promise<readonly string[]> {
  if (list !== undefined) return namesIn(list);
  for (const known of LISTS) {
    const file = join(path, known);
    if (await isThere(file)) return namesIn(file);
  }
  const names = (await entriesOf(folder)).map(({ name }) => name).filter((name) => /^[^.].*\.xml$/i.test(name));
  if (names.length === 0)
    throw new InputError(folder, { expected: "VOC's annotations, files ending in .xml", got: "none" });
  return names.map((name) => withoutEnding(posix.basename(name))).sort(byCodePoint);
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
