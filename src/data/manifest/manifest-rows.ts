import { parse } from "csv-parse/sync";
import { InputError } from "../../core/error.ts";
import { parseJson } from "../../core/json.ts";
import { readBounded } from "../../core/regular-file.ts";

/** A row of a manifest. */
export interface ManifestRow {
  readonly path: string;
  readonly label: string;
  /** In lower case; empty where none is said. */
  readonly split: string;
  readonly line: number;
}

/** A million rows have about 100 million bytes. */
const MAX_BYTES = 512 * 1024 * 1024;
const MAX_CELL = 4096;

/** What columns are called, likeliest first. */
const COLUMNS = {
  path: ["path", "file", "filename", "file_name", "filepath", "image", "image_path", "img"],
  label: ["label", "class", "class_name", "target", "category", "y"],
  split: ["split", "set", "subset", "partition"],
} as const;

/** @throws InputError on a row without path or label; names its line */
export async function manifestRows(path: string): Promise<readonly ManifestRow[]> {
  const text = (await readBounded(path, { most: MAX_BYTES })).toString("utf8").replace(/^\u{feff}/u, "");
  return /\.(jsonl|ndjson|json)$/i.test(path) || text.startsWith("{") ? jsonRows(text, path) : csvRows(text, path);
}

function csvRows(text: string, path: string): readonly ManifestRow[] {
  const delimiter = /^[^\r\n]*\t/.test(text) ? "\t" : /^[^\r\n,]*;/.test(text) ? ";" : ",";
  let table: readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  try {
    // With `info`, each row comes with where it was; the types know of the rows alone.
    table = parse(text, {
      delimiter,
      info: true,
      max_record_size: 4 * MAX_CELL,
      skip_empty_lines: true,
      relax_column_count: true,
      trim: true,
    }) as unknown as typeof table;
  } catch (cause) {
    throw new InputError(path, { expected: "a CSV file", got: (cause as Error).message }, { cause });
  }
  const heading = table[0]?.record.map((cell) => cell.toLowerCase()) ?? [];
  const find = (names: readonly string[]) => names.map((name) => heading.indexOf(name)).find((at) => at >= 0);
  const [at, of] = [find(COLUMNS.path), find(COLUMNS.label)];
  const headed = at !== undefined && of !== undefined;
  const place = { path: at ?? 0, label: of ?? 1, split: headed ? (find(COLUMNS.split) ?? -1) : 2 };
  const rows = headed ? table.slice(1) : table;
  return rows.map(({ record, info }) =>
    checkedRow(record[place.path], record[place.label], record[place.split], path, info.lines),
  );
}

function jsonRows(text: string, path: string): readonly ManifestRow[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const content = Object(parseJson(line, `${path}, line ${index + 1}`)) as object;
    const find = (names: readonly string[]): unknown =>
      names.map((name) => Object.getOwnPropertyDescriptor(content, name)?.value).find((value) => value !== undefined);
    return [checkedRow(find(COLUMNS.path), find(COLUMNS.label), find(COLUMNS.split), path, index + 1)];
  });
}

function checkedRow(file: unknown, label: unknown, split: unknown, path: string, line: number): ManifestRow {
  const isCell = (value: unknown): value is string | number =>
    (typeof value === "string" && value !== "" && value.length <= MAX_CELL) || Number.isInteger(value);
  if (isCell(file) && isCell(label) && (split === undefined || split === "" || isCell(split))) {
    return { path: `${file}`, label: `${label}`, split: `${split ?? ""}`.toLowerCase(), line };
  }
  throw new InputError(`${path}, line ${line}`, {
    expected: "path and label, and perhaps a split",
    got: [file, label, split]
      .map((cell) => (cell === undefined ? "nothing" : JSON.stringify(cell).slice(0, 40)))
      .join(", "),
    remedy: "Columns: path,label,split with this heading, or in this order; or a JSON object a line.",
  });
}
