import { dirname, join, resolve } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import type { LabelledImages } from "../folder/image-records.ts";
import { imagenetClasses } from "../imagenet-classes.ts";
import { lookAt, type Place } from "../kinds/place.ts";
import { imagesWithLabels } from "../labelled-list.ts";
import { textList } from "./text-list.ts";

const IMAGE = /^ILSVRC2012_val_(\d{8})\.JPE?G$/i;
/** Where the images lie below the folder that is given. */
const PLACES = ["", "val", "ILSVRC/Data/CLS-LOC/val", "Data/CLS-LOC/val"];

/** The development kit's list, whose numbers are of another order than everybody's. */
const KIT = "ILSVRC2012_validation_ground_truth.txt";

/** What lists are called, with how a line says the class of which image. */
const LISTS = [
  // ILSVRC2012_val_00000001.JPEG 65
  { name: "val.txt", read: byName },
  // ImageId,PredictionString; ILSVRC2012_val_00008726,n02119789 255 142 454 329
  { name: "LOC_val_solution.csv", read: byName },
  // n01751748, a line for each image in their order
  { name: "imagenet_2012_validation_synset_labels.txt", read: byOrder },
  { name: "val_labels.txt", read: byOrder },
];

/** Whether a folder holds ImageNet's validation images beside each other, in no folders of classes. */
export async function hasFlatValidation({ names, namesIn }: Pick<Place, "names" | "namesIn">): Promise<boolean> {
  const listed = LISTS.some(({ name }) => names.includes(name)) || names.includes(KIT);
  const inside = listed ? await Promise.all(PLACES.slice(1).map(namesIn)) : [];
  return [names, ...inside].some((list) => list.some((name) => IMAGE.test(name)));
}

/**
 * ImageNet's validation images as they are published: in one folder, with a list of their classes beside or around it.
 * Classes are the thousand WordNet ids in the order of their text, which is everybody's order of outputs.
 *
 * @throws InputError where there is no list, a list that does not fit, or only the development kit's, whose numbers mean
 * another order that is in a file of MATLAB; and for the training split
 */
export async function listImageNetValidation(path: string, split: StoredSplit): Promise<LabelledImages> {
  if (split === "train") {
    throw new InputError(path, { expected: "`split` test", got: "train: these are validation images alone" });
  }
  const { folder, files } = await imagesBelow(path);
  const labels = await labelsOf([path, folder, dirname(resolve(folder))], files);
  const images = files.map((name) => {
    const label = labels.get(stem(name));
    if (label === undefined) {
      throw new InputError(join(folder, name), { expected: "its class in the list", got: "none" });
    }
    return { name, label, source: join(folder, name) };
  });
  const names = imagenetClasses().map(({ wnid }) => wnid);
  return imagesWithLabels({ name: "imagenet-val", subject: path, images, names, notes: [] });
}

const stem = (name: string): string => name.replace(/\.\w+$/, "").toLowerCase();

async function imagesBelow(path: string) {
  const { names, namesIn } = await lookAt(path);
  for (const place of PLACES) {
    const files = (place === "" ? names : await namesIn(place)).filter((name) => IMAGE.test(name));
    if (files.length > 0) return { folder: join(path, place), files };
  }
  throw new InputError(path, { expected: "images called ILSVRC2012_val_00000001.JPEG", got: "none" });
}

/** Class of each image, by the stem of its name. */
async function labelsOf(folders: readonly string[], files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const known = await Promise.all(folders.map(async (folder) => ({ folder, names: (await lookAt(folder)).names })));
  for (const { name, read } of LISTS) {
    const found = known.find(({ names }) => names.includes(name));
    if (found !== undefined) return read(join(found.folder, name), files);
  }
  const kit = known.some(({ names }) => names.includes(KIT));
  throw new InputError(folders[0], {
    expected: `a list of the images' classes: ${LISTS.map(({ name }) => name).join(", ")}`,
    got: kit ? `${KIT} alone, whose numbers are of an order of its own (in meta.mat), not that of the outputs` : "none",
    remedy: "Or sort the images into folders called by WordNet ids, as torchvision's ImageNet does.",
  });
}

async function byName(path: string): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  const csv = path.endsWith(".csv");
  for (const { columns, subject } of await textList(path, csv ? 1 : 2)) {
    const [image, label] = csv ? columns[0].split(/[,\s]/) : columns;
    if (image === "ImageId") continue;
    labels.set(stem(image), checkedLabel(label, subject));
  }
  return labels;
}

async function byOrder(path: string, files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const lines = await textList(path, 1);
  const labels = new Map<string, string>();
  for (const name of files) {
    const number = Number(IMAGE.exec(name)?.[1]);
    const line = lines[number - 1];
    if (line === undefined) {
      throw new InputError(path, { expected: `a line for image ${number}`, got: `${lines.length} lines` });
    }
    labels.set(stem(name), checkedLabel(line.columns[0], line.subject));
  }
  return labels;
}

function checkedLabel(label: string | undefined, subject: string): string {
  if (label !== undefined && /^(n\d{8}|\d{1,3})$/.test(label)) return label;
  throw new InputError(subject, { expected: "a WordNet id, or a number in 0...999", got: `"${label}"` });
}
