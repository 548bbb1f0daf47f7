import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";

/** Most bytes of a list; those of a million images have 60 million. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A line of a list, split at white space into so many columns; the last takes what is left. */
export interface ListLine {
  readonly columns: readonly string[];
  /** Names file and line in errors. */
  readonly subject: string;
}

/**
 * The lines of a list as data sets publish them, empty ones passed over.
 *
 * @param columns how many there are at least
 * @throws InputError on a line with fewer
 */
export async function textList(path: string, columns: number): Promise<readonly ListLine[]> {
  const text = (await readBounded(path, { most: MAX_BYTES })).toString("utf8");
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === "") return [];
    const subject = `${path}, line ${index + 1}`;
    const parts = line.trim().split(/\s+/);
    if (parts.length >= columns) {
      return [{ subject, columns: [...parts.slice(0, columns - 1), parts.slice(columns - 1).join(" ")] }];
    }
    throw new InputError(subject, { expected: `${columns} columns`, got: `"${line.slice(0, 80)}"` });
  });
}

/** The second column by the first, which occurs once. */
export async function textTable(path: string): Promise<ReadonlyMap<string, string>> {
  const table = new Map<string, string>();
  for (const { columns, subject } of await textList(path, 2)) {
    const [key, value] = columns;
    if (table.has(key)) throw new InputError(subject, { expected: "each number once", got: `${key} again` });
    table.set(key, value);
  }
  return table;
}
