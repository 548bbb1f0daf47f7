import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { boundedTo } from "../bounded-paths.ts";
import { inClassOrder } from "../folder/class-order.ts";
import type { LabelledImages } from "../folder/image-records.ts";
import { isNamedAsImage } from "../image/image-format.ts";
import { lookAt } from "../kinds/place.ts";
import { imagesWithLabels } from "../labelled-list.ts";
import { textList } from "./text-list.ts";

/** Folder in which the official archive keeps the set. */
export const TINY_IMAGENET_FOLDER = "tiny-imagenet-200";

/**
 * One split of Tiny-ImageNet: training images in `train/<wnid>/images`, validation images, which stand in the test
 * split's place, in `val/images` with `val/val_annotations.txt`. (The test images have no labels.) Classes are the WordNet
 * ids of `wnids.txt` in the order of their text, as ImageFolder has them.
 *
 * @param path the folder with `wnids.txt`, or the one around it
 * @throws InputError on a damaged list, a class that is not in `wnids.txt`, and paths that lead out of the folder
 */
export async function listTinyImageNet(path: string, split: StoredSplit): Promise<LabelledImages> {
  const root = (await lookAt(path)).names.includes(TINY_IMAGENET_FOLDER) ? join(path, TINY_IMAGENET_FOLDER) : path;
  const lines = await textList(join(root, "wnids.txt"), 1);
  const classes = inClassOrder(lines.map(({ columns }) => columns[0]));
  const images = split === "train" ? await trainImages(root, classes) : await validationImages(root);
  return imagesWithLabels({ name: "tiny-imagenet", subject: path, images, names: classes, notes: [] });
}

interface ListedImage {
  readonly name: string;
  readonly label: string;
  readonly source: string;
}

async function trainImages(root: string, classes: readonly string[]): Promise<readonly ListedImage[]> {
  const images: ListedImage[] = [];
  const bounded = await boundedTo(join(root, "train"));
  for (const label of classes) {
    const folder = `${label}/images`;
    const place = await bounded(folder, join(root, "wnids.txt"));
    const names = await readdir(place).catch(() => []);
    for (const name of names.filter(isNamedAsImage).sort()) {
      images.push({ name: `train/${folder}/${name}`, label, source: join(place, name) });
    }
  }
  return images;
}

async function validationImages(root: string): Promise<readonly ListedImage[]> {
  const bounded = await boundedTo(join(root, "val/images"));
  const images: ListedImage[] = [];
  for (const { columns, subject } of await textList(join(root, "val/val_annotations.txt"), 3)) {
    const [name, label] = columns;
    images.push({ name: `val/images/${name}`, label, source: await bounded(name, subject) });
  }
  return images;
}
