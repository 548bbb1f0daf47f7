import { basename, join } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import { byCodePoint } from "../folder/class-order.ts";
import { lookAt } from "../kinds/place.ts";

/** Words in names of files and folders that mean a split, likeliest first. */
const WORDS: Readonly<Record<StoredSplit, readonly RegExp[]>> = {
  train: [/(^|[^a-z])train(ing)?([^a-z]|$)/i],
  test: [/(^|[^a-z])test(ing)?([^a-z]|$)/i, /(^|[^a-z])val(id(ation)?)?([^a-z]|$)/i],
};

/** The files of each split. Files whose names say none are of all of them. */
export interface SplitFiles {
  readonly splits: readonly StoredSplit[];
  /** @throws InputError where the split has no file */
  of(split: StoredSplit): readonly string[];
}

/**
 * Finds the files with an ending in a folder, in a folder `data` inside of it and in folders that are called like splits,
 * and which split each is of: `train-00000-of-00002.parquet`, `test/0.tar`. A file is the one file of every split.
 *
 * @throws InputError where there is no such file, or nothing
 */
export async function splitFiles(path: string, ending: string): Promise<SplitFiles> {
  const { isFolder, names, namesIn } = await lookAt(path);
  const found = isFolder ? names.filter((name) => name.endsWith(ending)) : [basename(path)];
  const isSplit = (name: string) =>
    Object.values(WORDS)
      .flat()
      .some((word) => word.test(name));
  if (found.length === 0) {
    for (const folder of names.filter((name) => name === "data" || isSplit(name))) {
      for (const name of await namesIn(folder)) if (name.endsWith(ending)) found.push(join(folder, name));
    }
  }
  // A data set of the hub with several forms has a folder for each: one form is read.
  const forms: string[] = [];
  for (const folder of found.length === 0 ? names : []) {
    const inside = (await namesIn(folder)).filter((name) => name.endsWith(ending));
    if (inside.length > 0) forms.push(folder);
    found.push(...inside.map((name) => join(folder, name)));
  }
  if (found.length === 0 || forms.length > 1) {
    throw new InputError(path, {
      expected: `files called *${ending}`,
      got: forms.length > 1 ? `several folders with such files: ${forms.slice(0, 8).join(", ")}` : "none",
      ...(forms.length > 1 && { remedy: "Give the path of one of them." }),
    });
  }
  found.sort(byCodePoint);
  const full = (files: readonly string[]) => files.map((name) => (isFolder ? join(path, name) : path));
  const matching = (split: StoredSplit) =>
    WORDS[split].map((word) => found.filter((name) => word.test(name))).find((files) => files.length > 0);
  const splits = isFolder ? (["train", "test"] as const).filter((split) => matching(split) !== undefined) : [];
  return {
    splits,
    of: (split) => {
      if (splits.length === 0) return full(found);
      const files = matching(split);
      if (files !== undefined) return full(files);
      throw new InputError(path, {
        expected: `files of the ${split} split, whose names say so`,
        got: `files of the ${splits.join()} split alone`,
      });
    },
  };
}
