import { counted } from "../core/counted.ts";
import { writeAtomic } from "../core/files.ts";
import type { Image } from "../core/image.ts";
import { printable } from "../core/printable.ts";
import {
  type DataDescription,
  type DuplicatePair,
  describeData,
  type SplitDescription,
} from "../data/description/describe-data.ts";
import { DATASET_KINDS } from "../data/kinds.ts";
import { preprocessImage, squareOf } from "../data/preprocess/preprocess.ts";
import { renderContactSheet } from "../report/figures/contact-sheet.ts";
import type { DataCommandOptions } from "./commands/data.ts";
import type { Io } from "./io.ts";

/** Side of an image on the contact sheet, pixels. */
const THUMBNAIL = 64;
/** Names that are listed before "and so on". */
const LISTED = 5;

/** What the `data` command does. */
export async function runData(
  set: string,
  { preview, previewImages, json }: DataCommandOptions,
  io: Io,
): Promise<void> {
  const thumbnails = new Map<string, Image[]>();
  const description = await describeData(set, (split, label, image) => {
    if (preview === undefined) return;
    const row = thumbnails.get(`${label} ${split}`) ?? [];
    if (row.length >= previewImages) return;
    thumbnails.set(`${label} ${split}`, [...row, preprocessImage(image, squareOf(THUMBNAIL))]);
  });
  io.stdout.write(json ? `${JSON.stringify(description, null, 2)}\n` : descriptionText(description));
  if (preview !== undefined) {
    await writeAtomic(preview, await renderContactSheet(contactSheet(description, thumbnails, previewImages)));
    io.stderr.write(`Contact sheet: ${preview}\n`);
  }
}

function contactSheet(
  { classes, splits }: DataDescription,
  thumbnails: ReadonlyMap<string, readonly Image[]>,
  images: number,
) {
  const rows = classes.flatMap((name, label) =>
    splits.map(({ split }) => ({
      title: printable(splits.length === 1 ? name : `${name}, ${split}`, 24),
      images: thumbnails.get(`${label} ${split}`) ?? [],
    })),
  );
  return {
    columns: Array.from({ length: images }, (_, i) => `${i + 1}`),
    rows: rows.filter((row) => row.images.length > 0),
  };
}

function descriptionText({ kind, name, classes, splits, acrossSplits, notes }: DataDescription): string {
  const title = DATASET_KINDS.find(({ id }) => id === kind)?.title;
  const lines = [
    `${name}: ${counted(classes.length, "class", "classes")}, ${splits.map(({ split, count }) => `${split} ${count.toLocaleString("en")}`).join(", ")}`,
    `read as ${kind}${title === undefined ? "" : ` (${title})`}`,
    "",
    ...classTable(classes, splits),
    ...splits.flatMap((split) => ["", ...splitLines(split)]),
    ...(splits.length > 1
      ? ["", ...duplicateLines("Test images that the train split has too", acrossSplits, classes)]
      : []),
    ...duplicateClasses(splits, classes),
    ...(notes.length > 0 ? ["", ...notes] : []),
  ];
  return `${lines.map((line) => printable(line)).join("\n")}\n`;
}

/** Longest bar, and most classes in the table: of more, the first are listed. */
const BAR = 24;
const MOST_ROWS = 30;
const FIRST_ROWS = 10;

/** Classes, their images in each split, and a bar for those of the first split. */
function classTable(classes: readonly string[], splits: readonly SplitDescription[]): readonly string[] {
  const shown = classes.slice(0, classes.length > MOST_ROWS ? FIRST_ROWS : MOST_ROWS);
  const [first] = splits;
  const most = first.perClass.reduce((more, count) => Math.max(more, count), 1);
  const name = Math.min(NAME, Math.max("class".length, ...shown.map((each) => each.length)));
  const columns = splits.map(({ split, perClass }) =>
    Math.max(split.length, ...perClass.map((count) => `${count}`.length)),
  );
  const row = (title: string, cells: readonly string[], bar: string) =>
    `  ${title.padEnd(name).slice(0, name)}  ${cells.map((cell, i) => cell.padStart(columns[i])).join("  ")}  ${bar}`.trimEnd();
  const left = classes.length - shown.length;
  return [
    row(
      "class",
      splits.map(({ split }) => split),
      "",
    ),
    ...shown.map((title, k) =>
      row(
        title,
        splits.map(({ perClass }) => `${perClass[k]}`),
        "█".repeat(Math.round((BAR * first.perClass[k]) / most)),
      ),
    ),
    ...(left > 0 ? [`  ... and ${left} more (--json lists all)`] : []),
  ];
}

/** Longest name of a class in the table. */
const NAME = 32;

function splitLines(description: SplitDescription): readonly string[] {
  const { split, count, perClass, sizes, traits, unreadable } = description;
  const fewest = perClass.reduce((less, each) => Math.min(less, each), count);
  const most = perClass.reduce((more, each) => Math.max(more, each), 0);
  const perSize = sizes.slice(0, LISTED).map((size) => `${size.width} x ${size.height} (${size.count})`);
  const read = count - unreadable.length;
  const kinds = Object.entries({
    "in colour": read - traits.grey,
    grey: traits.grey,
    "transparent in places": traits.transparent,
    "turned (EXIF)": traits.turned,
    "more than 8 bits a channel": traits.deep,
  }).filter(([, number]) => number > 0);
  return [
    `${split === "all" ? "all images" : split}: ${counted(count, "image")}${fewest === most ? `, ${most} of each class` : `, ${fewest} to ${most} of a class`}`,
    `  sizes: ${perSize.join(", ")}${sizes.length > LISTED ? ` and ${sizes.length - LISTED} more` : ""}`,
    ...(kinds.length === 0 ? [] : [`  images: ${kinds.map(([kind, number]) => `${number} ${kind}`).join(", ")}`]),
    ...listed(
      "  cannot be read",
      unreadable.map((file) => `${file.name} (${file.problem})`),
    ),
  ];
}

/** Images of a split that another image of it has the pixels of. */
const duplicateClasses = (splits: readonly SplitDescription[], classes: readonly string[]): readonly string[] =>
  splits.flatMap(({ split, duplicates }) =>
    duplicateLines(`duplicates${split === "all" ? "" : ` inside of the ${split} split`}`, duplicates, classes),
  );

function duplicateLines(title: string, pairs: readonly DuplicatePair[], classes: readonly string[]): readonly string[] {
  const nameOf = ({ index, name }: DuplicatePair["images"][number]) => name ?? `${index}`;
  const twoClasses = pairs.filter(({ classes: [first, second] }) => first !== second);
  // What two labels say of the same pixels is worth more than the rest.
  const ordered = [...twoClasses, ...pairs.filter((pair) => !twoClasses.includes(pair))];
  const words = ordered.slice(0, LISTED).map(({ images: [first, second], classes: [a, b] }) => {
    const labels = a === b ? "" : `, labelled ${classes[a]} and ${classes[b]}`;
    return `${nameOf(second)} is ${nameOf(first)}${labels}`;
  });
  const of = twoClasses.length === 0 ? "" : `, ${twoClasses.length} of them with two labels`;
  return [
    `${title}: ${pairs.length}${of}`,
    ...words.map((word) => `    ${word}`),
    ...(pairs.length > LISTED ? ["    ..."] : []),
  ];
}

function listed(title: string, words: readonly string[]): readonly string[] {
  if (words.length === 0) return [];
  return [
    `${title}: ${words.length}`,
    ...words.slice(0, LISTED).map((word) => `    ${word}`),
    ...(words.length > LISTED ? ["    ..."] : []),
  ];
}
