import { InputError } from "../core/error.ts";
import { columnsToDrop } from "./heading.ts";
import { parseJsonLine } from "./json-rows.ts";
import { linesOf } from "./lines.ts";
import { describeCell, type Matrix, type Row } from "./table.ts";

/** Most numbers read from a text file: what fits in one gigabyte. */
const MAX_VALUES = 2 ** 27;

/** A table of a row a line, separated by commas, semicolons, tabs or spaces; a first line that is not numbers is a heading. */
export async function readSeparated(path: string): Promise<Matrix> {
  let heading: readonly string[] | undefined;
  const table = await readRows(path, (line, first) => {
    const cells = cellsOf(line);
    if (cells === undefined) return "commas and semicolons in one line (write decimals with a point)";
    const row = cells.map(parseNumber);
    const wrong = row.indexOf(undefined);
    if (wrong === -1) return row as number[];
    if (!first) return describeCell(cells[wrong]);
    heading = cells;
    return undefined;
  });
  const { rows, columns, values } = table;
  const column = (index: number) => Float64Array.from({ length: rows }, (_, row) => values[row * columns + index]);
  const { drop, notes } = columnsToDrop(path, columns, heading, column);
  if (drop.size === 0) return table;
  const kept = values.filter((_, i) => !drop.has(i % columns));
  return { ...table, columns: columns - drop.size, values: kept, notes };
}

/** A table of a row a line, in JSON. */
export function readJsonLines(path: string, key: string): Promise<Matrix> {
  return readRows(path, (line) => parseJsonLine(line, key));
}

/** @param parse the numbers of a line, or why it is not numbers; nothing where it is a heading */
async function readRows(path: string, parse: (line: string, first: boolean) => Row | undefined): Promise<Matrix> {
  const values: number[] = [];
  let columns = 0;
  let rows = 0;
  let number = 0;
  let first = true;
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === "") continue;
    const row = parse(line, first);
    first = false;
    if (row === undefined) continue;
    const at = `${path}, line ${number}`;
    if (typeof row === "string") throw new InputError(at, { expected: "numbers", got: row });
    if (rows > 0 && row.length !== columns) {
      throw new InputError(at, { expected: `${columns} numbers as in the rows above`, got: `${row.length}` });
    }
    columns = row.length;
    rows++;
    if (rows * columns > MAX_VALUES) {
      throw new InputError(path, { expected: `at most ${MAX_VALUES} numbers`, got: "more" });
    }
    for (const value of row) values.push(value);
  }
  if (rows === 0) throw new InputError(path, { expected: "at least one row of numbers", got: "none" });
  return { rows, columns, values: Float64Array.from(values), text: true, notes: [] };
}

/**
 * The cells of a line, without the quotes around them; undefined where decimals are written with a comma, which would
 * make two cells of each.
 */
function cellsOf(line: string): readonly string[] | undefined {
  const separators = line.replaceAll(/"[^"]*"/g, "");
  if (separators.includes(";") && separators.includes(",")) return undefined;
  const text = line.startsWith("\u{feff}") ? line.slice(1) : line;
  return text
    .replaceAll(/^ +| +$/g, "")
    .split(/\s*[,;\t]\s*|\s+/)
    .map((cell) => cell.replace(/^"(.*)"$/, "$1"));
}

/** NaN and infinities are numbers here: whoever uses them says in which row they must not be. */
function parseNumber(cell: string): number | undefined {
  const named = /^([+-]?)(nan|inf|infinity)$/i.exec(cell);
  if (named !== null) return named[2].toLowerCase() === "nan" ? Number.NaN : named[1] === "-" ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : undefined;
}
