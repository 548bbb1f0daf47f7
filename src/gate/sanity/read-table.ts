import { parse } from "csv-parse/sync";
import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";

export interface PublishedRow {
  readonly name: string;
  /** NaN where a cell is no number (a dash, nothing). */
  readonly values: readonly number[];
  /** Digits behind the point, as they are printed. */
  readonly decimals: readonly number[];
}

/** A published table: a name and numbers in each row. */
export interface PublishedTable {
  /** Heads of the columns with numbers. */
  readonly columns: readonly string[];
  readonly rows: readonly PublishedRow[];
}

const MOST_BYTES = 2 ** 20;
const MOST_COLUMNS = 1000;

/**
 * Reads a table as CSV: a first line of heads; in each line below a name and then numbers, which may have a percent sign.
 *
 * @throws InputError with the line on what is no such table
 */
export async function readTable(path: string): Promise<PublishedTable> {
  return parseTable((await readBounded(path, { most: MOST_BYTES })).toString("utf8"), path);
}

export function parseTable(text: string, subject: string): PublishedTable {
  const lines = parsed(text, subject);
  const [head, ...body] = lines;
  if (head === undefined || head.length < 2 || body.length === 0) {
    throw new InputError(subject, { expected: "a line of heads, and lines of a name and numbers", got: "none" });
  }
  if (head.length > MOST_COLUMNS) {
    throw new InputError(subject, { expected: `at most ${MOST_COLUMNS} columns`, got: `${head.length}` });
  }
  return {
    columns: head.slice(1),
    rows: body.map(([name, ...cells]) => {
      const printed = head.slice(1).map((_, c) => bare(cells[c] ?? ""));
      return { name, values: printed.map(numberOf), decimals: printed.map((text) => text.split(".")[1]?.length ?? 0) };
    }),
  };
}

function parsed(text: string, subject: string): readonly string[][] {
  try {
    return parse(text, { bom: true, skip_empty_lines: true, trim: true, comment: "#" });
  } catch (cause) {
    throw new InputError(subject, { expected: "a table as CSV", got: (cause as Error).message }, { cause });
  }
}

/** A cell without what tables put around a number. */
function bare(cell: string): string {
  return cell.replace(/[%*\s]|\\pm.*|±.*|\(.*\)$/g, "");
}

function numberOf(text: string): number {
  return text === "" || !Number.isFinite(Number(text)) ? Number.NaN : Number(text);
}
