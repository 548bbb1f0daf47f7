import { basename, dirname, resolve } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { boundedTo } from "../bounded-paths.ts";
import type { ClassOrder } from "../folder/class-order.ts";
import type { LabelledImages } from "../folder/image-records.ts";
import { imagesWithLabels } from "../labelled-list.ts";
import { type ManifestRow, manifestRows } from "./manifest-rows.ts";

/** What the column of splits says for each split, likeliest first. */
const WORDS: Readonly<Record<StoredSplit, readonly string[]>> = {
  train: ["train", "training"],
  test: ["test", "testing", "val", "valid", "validation"],
};

/** The splits that a manifest names; none where it names none. */
export async function manifestSplits(path: string): Promise<readonly StoredSplit[]> {
  return splitsOf(await manifestRows(path));
}

const splitsOf = (rows: readonly ManifestRow[]): readonly StoredSplit[] =>
  (["train", "test"] as const).filter((split) => wordOf(rows, split) !== undefined);

/** The word that the rows of a split have: the first of its words that any row has. */
const wordOf = (rows: readonly ManifestRow[], split: StoredSplit): string | undefined => {
  const said = new Set(rows.map((row) => row.split));
  return WORDS[split].find((word) => said.has(word));
};

/**
 * One split of a manifest: a list of image files and their classes, as CSV (`path,label` or `path,label,split`, with a
 * heading or in this order) or JSON lines (objects with `path`, `label` and perhaps `split`). Paths are relative to the
 * manifest's folder and stay in it, links too. Rows without a split are of all of them.
 *
 * @throws InputError on a row that is not of this form or leads out of the folder; names its line
 */
export async function listManifest(path: string, split: StoredSplit, classOrder?: ClassOrder): Promise<LabelledImages> {
  const rows = await manifestRows(path);
  const word = wordOf(rows, split);
  const splits = splitsOf(rows);
  if (word === undefined && splits.length > 0) {
    throw new InputError(path, {
      expected: `rows of the ${split} split ("${WORDS[split].join('", "')}")`,
      got: `rows of ${splits.join()} alone`,
    });
  }
  const other = [...new Set(rows.map((row) => row.split))].filter(
    (said) => said !== "" && !Object.values(WORDS).flat().includes(said),
  );
  const chosen = rows.filter((row) => word === undefined || row.split === word || row.split === "");
  const bounded = await boundedTo(dirname(resolve(path)));
  const images = [];
  for (const row of chosen) {
    images.push({ name: row.path, label: row.label, source: await bounded(row.path, `${path}, line ${row.line}`) });
  }
  return imagesWithLabels({
    name: basename(path).replace(/\.[^.]+$/, ""),
    subject: path,
    images,
    otherLabels: rows.map(({ label }) => label),
    classOrder,
    notes: other.length === 0 ? [] : [`Left out: rows whose split is "${other.slice(0, 3).join('", "')}".`],
  });
}
