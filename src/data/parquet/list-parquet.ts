import { basename, resolve } from "node:path";
import type { StoredSplit } from "../../core/dataset.ts";
import { InputError } from "../../core/error.ts";
import type { ClassOrder } from "../folder/class-order.ts";
import type { LabelledImages } from "../folder/image-records.ts";
import { imagesWithLabels, type Label } from "../labelled-list.ts";
import { splitFiles } from "../shards/split-files.ts";
import { createGroupCache, type GroupCache } from "./group-cache.ts";
import { type ImageColumns, imageColumns } from "./hub-features.ts";
import { openParquet, type ParquetFile } from "./parquet-file.ts";

/**
 * One split of a data set in Parquet files, as Hugging Face's hub has them: a column of image files (`bytes`), a column
 * of classes, numbers whose names the file's metadata has. Classes are read first; a group's images when one of them is
 * asked for.
 *
 * @throws InputError on a damaged file, missing columns, rows without an image or a class
 */
export async function listParquet(path: string, split: StoredSplit, classOrder?: ClassOrder): Promise<LabelledImages> {
  const cache = createGroupCache();
  const images: { readonly name: string; readonly label: Label; readonly source: Source }[] = [];
  let names: readonly string[] | undefined;
  for (const shard of (await splitFiles(path, ".parquet")).of(split)) {
    const file = await openParquet(shard);
    const columns = imageColumns(file);
    names ??= columns.names;
    images.push(...(await rowsOf(file, columns, cache)));
  }
  return imagesWithLabels({
    name: basename(resolve(path)).replace(/\.parquet$/, ""),
    subject: path,
    images,
    names,
    classOrder,
    notes: [],
  });
}

interface Source {
  readonly subject: string;
  load(): Promise<Uint8Array>;
}

async function rowsOf(file: ParquetFile, columns: ImageColumns, cache: GroupCache) {
  const rows: { readonly name: string; readonly label: Label; readonly source: Source }[] = [];
  for (const group of file.groups.keys()) {
    const labels = await file.readGroup(group, columns.label);
    for (const [place, value] of labels.entries()) {
      const row = rows.length;
      const name = `${basename(file.path)}, row ${row}`;
      const subject = `${file.path}, row ${row}`;
      const load = async () => {
        const content = await cache.get(`${file.path} ${group}`, () => imagesIn(file, group, columns));
        const bytes = content[place];
        if (bytes !== undefined) return bytes;
        throw new InputError(subject, { expected: "an image in the file", got: "none, or a path to another file" });
      };
      rows.push({ name, label: labelOf(value, subject, columns.label), source: { subject, load } });
    }
  }
  return rows;
}

async function imagesIn(file: ParquetFile, group: number, { image, isStructure }: ImageColumns) {
  const values = await file.readGroup(group, image);
  return values.map((value) => {
    const bytes = isStructure ? Object.getOwnPropertyDescriptor(Object(value), "bytes")?.value : value;
    return bytes instanceof Uint8Array && bytes.length > 0 ? bytes : undefined;
  });
}

function labelOf(value: unknown, subject: string, column: string): Label {
  if (typeof value === "bigint" || typeof value === "number" || typeof value === "boolean") {
    const label = Number(value);
    if (Number.isInteger(label) && label >= 0) return `${label}`;
  } else if (typeof value === "string" && value !== "") return value;
  throw new InputError(`${subject}, ${column}`, {
    expected: "a class, by name or as a number from 0 on",
    got: `${value}`,
    ...(`${value}` === "-1" && { remedy: "This split has no labels: use another (`split`)." }),
  });
}
