import { InputError } from "../core/error.ts";
import { requirePlainName } from "./class-names.ts";
import { type ClassOrder, inClassOrder } from "./folder/class-order.ts";
import type { LabelledImages } from "./folder/image-records.ts";
import type { ImageSource } from "./image/image-reader.ts";

/** A class as a list gives it: its name or its number. */
export type Label = string;

interface LabelledList {
  /** Of the data, for results. */
  readonly name: string;
  /** Names the list in errors. */
  readonly subject: string;
  readonly images: readonly { readonly name: string; readonly label: Label; readonly source: ImageSource }[];
  /** Labels of the other splits: they say which classes there are. */
  readonly otherLabels?: readonly Label[];
  /** Names of the classes by number, where something says them. */
  readonly names?: readonly string[] | undefined;
  readonly classOrder?: ClassOrder | undefined;
  readonly notes: readonly string[];
}

/** Most classes that numbers may mean. */
const MAX_CLASSES = 100_000;

/**
 * Images whose classes a list gives. Where names are known by number, labels are numbers that count them (or the names
 * themselves); else classes are the labels that there are, in the order of `inClassOrder`.
 *
 * @throws InputError on an empty list, fewer than two classes, and a number that no name has
 */
export function imagesWithLabels(list: LabelledList): LabelledImages {
  const { name, subject, images, otherLabels = [], names, classOrder, notes } = list;
  if (images.length === 0) throw new InputError(subject, { expected: "at least one image", got: "none" });
  const given = [...new Set([...images.map(({ label }) => label), ...otherLabels])];
  const numbered = given.every((label) => /^\d{1,9}$/.test(label));
  const classes = names ?? (numbered ? upTo(given.map(Number), subject) : inClassOrder(given, classOrder));
  if (classes.length < 2) {
    throw new InputError(subject, { expected: "images of at least two classes", got: classes.join() || "none" });
  }
  for (const each of [...classes, name]) requirePlainName(subject, each);
  const placeOf = new Map(classes.map((each, place) => [each, place]));
  const labels = images.map(({ label, name: image }) => {
    const place = placeOf.get(label) ?? (/^\d{1,9}$/.test(label) ? Number(label) : -1);
    if (place >= 0 && place < classes.length) return place;
    throw new InputError(`${subject}, ${image}`, {
      expected: `one of ${classes.length} classes, by name or as a number in 0...${classes.length - 1}`,
      got: `"${label}"`,
    });
  });
  return {
    name,
    classes,
    paths: images.map(({ source }) => source),
    names: images.map((image) => image.name),
    labels: Int32Array.from(labels),
    notes,
  };
}

/** Numbers of classes from 0 to the largest. */
function upTo(labels: readonly number[], subject: string): readonly string[] {
  const largest = labels.reduce((most, label) => Math.max(most, label), 0);
  if (largest >= MAX_CLASSES) {
    throw new InputError(subject, { expected: `numbers of classes below ${MAX_CLASSES}`, got: `${largest}` });
  }
  return Array.from({ length: largest + 1 }, (_, label) => `${label}`);
}
