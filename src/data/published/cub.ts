import { join } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { boundedTo } from "../bounded-paths.ts";
import type { LabelledImages } from "../folder/image-records.ts";
import { lookAt } from "../kinds/place.ts";
import { imagesWithLabels } from "../labelled-list.ts";
import { textList, textTable } from "./text-list.ts";

/** Folder in which the official archive keeps the set. */
export const CUB_FOLDER = "CUB_200_2011";

/**
 * One split of CUB-200-2011 (Wah et al. 2011): `images.txt` says where images lie below `images/`,
 * `image_class_labels.txt` and `classes.txt` their classes, from 1 on, `train_test_split.txt` which are for training (1).
 *
 * @param path the folder with the lists, or the one around it
 * @throws InputError on lists that do not fit each other, and paths that lead out of the folder
 */
export async function listCub(path: string, split: StoredSplit): Promise<LabelledImages> {
  const root = (await lookAt(path)).names.includes(CUB_FOLDER) ? join(path, CUB_FOLDER) : path;
  const table = (name: string) => textTable(join(root, name));
  const [classes, labels, sides] = [
    await table("classes.txt"),
    await table("image_class_labels.txt"),
    await table("train_test_split.txt"),
  ];
  const wanted = split === "train" ? "1" : "0";
  const bounded = await boundedTo(join(root, "images"));
  const images: { readonly name: string; readonly label: string; readonly source: string }[] = [];
  for (const { columns, subject } of await textList(join(root, "images.txt"), 2)) {
    const [id, name] = columns;
    const [side, label] = [sides.get(id), classes.get(labels.get(id) ?? "")];
    if (label === undefined || (side !== "0" && side !== "1")) {
      throw new InputError(subject, {
        expected: `a class and a split (0 or 1) for image ${id} in the other lists`,
        got: label === undefined ? "no class" : side === undefined ? "no split" : `"${side}"`,
      });
    }
    if (side === wanted) images.push({ name: `images/${name}`, label, source: await bounded(name, subject) });
  }
  return imagesWithLabels({ name: "cub200", subject: path, images, names: [...classes.values()], notes: [] });
}
