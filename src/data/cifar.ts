import type { StoredSplit } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { type CifarFile, cifarFiles } from "./cifar-files.ts";
import { CIFAR_SIDE, type CifarLayout, type LabelNames } from "./cifar-layout.ts";
import { cifarRecords } from "./cifar-records.ts";
import { requirePlainName } from "./class-names.ts";
import { type Records, recordsInMemory } from "./records.ts";

/**
 * One split of CIFAR-10 or CIFAR-100 in the official binary layout.
 *
 * @param path the folder with the `.bin` files, the folder that holds it, or the official `.tar.gz`
 * @throws InputError when files of this split are missing, damaged or of another layout; names the file
 */
export async function readCifar(layout: CifarLayout, path: string, split: StoredSplit): Promise<Records> {
  const lists = [layout.classes.file, layout.superclasses.file].filter((name) => name !== undefined);
  const files = await cifarFiles(path, layout, [...layout.files[split], ...lists]);
  const missing = layout.files[split].filter((name) => !files.has(name));
  if (missing.length > 0) {
    throw new InputError(path, {
      expected: `the ${split} split of ${layout.name}: ${layout.files[split].join(", ")}`,
      got: missing.length === layout.files[split].length ? "none of them" : `no ${missing.join(", ")}`,
      remedy: `Give the folder ${layout.folder} or the .tar.gz of the "binary version", or use another split.`,
    });
  }
  const { count, labels, pixels, superclassOf } = cifarRecords(
    layout,
    layout.files[split].map((name) => files.get(name) as CifarFile),
  );
  const names = (list: LabelNames) => labelNames(list, list.file === undefined ? undefined : files.get(list.file));
  return recordsInMemory(
    {
      name: layout.name,
      split,
      count,
      height: CIFAR_SIDE,
      width: CIFAR_SIDE,
      classes: names(layout.classes),
      superclasses: { names: names(layout.superclasses), of: superclassOf },
      labels,
      trueLabels: labels,
    },
    pixels,
  );
}

/** One name per line, blank lines skipped; the official list where there is no file. */
function labelNames({ official }: LabelNames, file: CifarFile | undefined): readonly string[] {
  if (file === undefined) return official;
  const lines = file.bytes.toString("utf8").split("\n");
  const names = lines.map((line) => line.trim()).filter((line) => line !== "");
  if (names.length !== official.length) {
    throw new InputError(file.subject, {
      expected: `${official.length} names, one a line`,
      got: `${names.length}`,
      remedy: "Without the file the official names are used.",
    });
  }
  for (const name of names) requirePlainName(file.subject, name);
  return names;
}
