import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { Dataset, LabelMaps } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { inOrder } from "../../core/in-order.ts";
import { recordsOfImages } from "../folder/image-records.ts";
import { checkedIndex } from "../records.ts";
import { checkedLimit, mixedOrder, subsetRecords } from "../subset.ts";
import { readLabelMap } from "./label-map.ts";
import type { LabelRecord, LabelSet } from "./label-set.ts";

/** How the numbers of label maps are read. */
export interface SceneRules {
  /** Names of the classes, void not among them. */
  readonly classes: readonly string[];
  /** Labels that are void. */
  readonly voids: readonly number[];
  /** Class of each label, where labels are not classes themselves. */
  readonly merge?: ReadonlyMap<number, number>;
}

/** Label maps that are read while one is used. */
const AHEAD = 3;

/** Most classes: one more number in a byte is void. */
const MOST_CLASSES = 255;

const LABELS = 256;
const UNKNOWN = -1;

/**
 * The images and label maps of a set as a data set of one size, in a fixed mixed order in which the first n are a fair
 * sample: frames of a video lie beside each other in its folder. Everything is looked at once, so that damage is found
 * before anything is computed.
 *
 * @param name of the data, for results
 * @param limit only so many images, the first in that order
 * @returns a set whose `labels` are the numbers of its images
 * @throws InputError naming the file where sizes differ, a label is neither a class nor void, or there is no image
 */
export async function openScenes(
  name: string,
  { records, coding }: Pick<LabelSet, "records" | "coding">,
  { classes, voids, merge }: SceneRules,
  limit?: number,
): Promise<Dataset & { readonly maps: LabelMaps }> {
  const subject = `classes of ${name}`;
  if (classes.length < 2 || classes.length > MOST_CLASSES) {
    throw new InputError(subject, { expected: `2...${MOST_CLASSES} classes`, got: `${classes.length}` });
  }
  const places = Int32Array.from(records.keys());
  const images = await recordsOfImages(
    { name, classes, paths: records.map(imageOf), names: records.map((of) => of.name), labels: places, notes: [] },
    "test",
    {},
  );
  const order = mixedOrder(new Int32Array(records.length), 1, "mixed");
  const chosen = order.subarray(0, Math.min(records.length, checkedLimit(limit ?? records.length)));
  const subset = subsetRecords(images, chosen);
  const { count, height, width } = subset;
  const table = tableOf(classes.length, voids, merge);
  const readMap = async (index: number): Promise<Uint8Array> => {
    const { path } = records[chosen[checkedIndex(index, count)]];
    const map = await readLabelMap(path, coding);
    if (map.height !== height || map.width !== width) throw otherSize(path, map, { height, width });
    return classesOf(map.labels, table, path, width);
  };
  const maps: LabelMaps = {
    async read(indices) {
      const all = new Uint8Array(indices.length * height * width);
      let row = 0;
      const tasks = Array.from(indices, (index) => () => readMap(index));
      for await (const map of inOrder(tasks, AHEAD)) all.set(map, row++ * height * width);
      return all;
    },
  };
  const labels = Int32Array.from(chosen.keys());
  const set = { ...subset, labels, trueLabels: labels, maps };
  return { ...set, sha256: await hashOf(set) };
}

function imageOf({ image, path }: LabelRecord): string {
  if (image !== undefined) return image;
  throw new InputError(path, {
    expected: "an image beside the label map",
    got: "a label map alone",
    remedy: `Give a set with images: pairs:PATH, for one, has ${basename(path)} in labels/ and its image in images/.`,
  });
}

/** SHA-256 over size and number, then of each image its pixels and its classes. */
async function hashOf(set: Omit<Dataset, "sha256"> & { readonly maps: LabelMaps }): Promise<string> {
  const hash = createHash("sha256").update(`${set.height} ${set.width} ${set.count} ${set.classes.length}\n`);
  for (let index = 0; index < set.count; index++) {
    hash.update(await set.read([index]));
    hash.update(await set.maps.read([index]));
  }
  return hash.digest("hex");
}

/** Class of each label; the number of classes where it is void. */
function tableOf(classes: number, voids: readonly number[], merge: SceneRules["merge"]): Int16Array {
  const table = Int16Array.from({ length: LABELS }, (_, label) =>
    merge === undefined && label < classes ? label : UNKNOWN,
  );
  for (const [label, group] of merge ?? []) table[label] = group;
  for (const label of voids) table[label] = classes;
  return table;
}

function classesOf(labels: Uint8Array, table: Int16Array, path: string, width: number): Uint8Array {
  return labels.map((label, at) => {
    const known = table[label];
    if (known !== UNKNOWN) return known;
    throw new InputError(`${path}, row ${Math.floor(at / width)}, column ${at % width}`, {
      expected: "a class, or void",
      got: `label ${label}`,
      remedy: "If that label is not to be scored, say that it is void (`void`); if it is a class, name all classes.",
    });
  });
}

interface Size {
  readonly height: number;
  readonly width: number;
}

function otherSize(path: string, map: Size, { height, width }: Size): InputError {
  return new InputError(path, {
    expected: `${width} x ${height} pixels, as the set's first image`,
    got: `${map.width} x ${map.height}`,
    remedy:
      "Images of several sizes cannot be measured together yet, and label maps are never resized: put those of each size into a folder of their own.",
  });
}
