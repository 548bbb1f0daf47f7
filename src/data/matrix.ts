import { extname } from "node:path";
import { InputError } from "../core/error.ts";
import { parseJson } from "../core/json.ts";
import { linesOf } from "./lines.ts";
import { readNpy } from "./npy.ts";

/** A table of numbers, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Most numbers read from a text file: what fits in one gigabyte. */
const MAX_VALUES = 2 ** 27;

/** File name endings that `readMatrix` reads. */
const MATRIX_EXTENSIONS = [".npy", ".csv", ".tsv", ".txt", ".jsonl", ".ndjson"] as const;

/**
 * Reads a table of numbers that another program saved.
 *
 * - `.npy`: one or two dimensions; one dimension is a column.
 * - `.csv`, `.tsv`, `.txt`: a row a line, separated by commas, semicolons, tabs or spaces; a first line that is not
 *   numbers is a heading.
 * - `.jsonl`, `.ndjson`: a row a line: a number, an array of numbers, or an object with such a value under `key`.
 *
 * @param key what the rows are called inside JSON objects: `logits`, `label`
 * @throws InputError naming the file and the first line that does not fit
 */
export async function readMatrix(path: string, key: string): Promise<Matrix> {
  const extension = extname(path).toLowerCase();
  if (extension === ".npy") return readNpyMatrix(path);
  if (extension === ".jsonl" || extension === ".ndjson") return readLines(path, (line) => parseJsonLine(line, key));
  if (extension === ".csv" || extension === ".tsv" || extension === ".txt") return readLines(path, parseSeparated);
  throw new InputError(path, {
    expected: `a file ending in ${MATRIX_EXTENSIONS.join(", ")}`,
    got: extension === "" ? "no ending" : extension,
    remedy: extension.startsWith(".pt")
      ? "Save it with numpy.save(path, tensor.cpu().numpy())."
      : "Rename or convert it.",
  });
}

async function readNpyMatrix(path: string): Promise<Matrix> {
  const { shape, data } = await readNpy(path);
  if (shape.length === 0 || shape.length > 2) {
    throw new InputError(path, { expected: "one or two dimensions", got: `shape (${shape.join(", ")})` });
  }
  return { rows: shape[0], columns: shape[1] ?? 1, values: Float64Array.from(data) };
}

/** The numbers of a line; or why it is not numbers. */
type Row = readonly number[] | string;

async function readLines(path: string, parse: (line: string) => Row): Promise<Matrix> {
  const values: number[] = [];
  let columns = 0;
  let rows = 0;
  let number = 0;
  for await (const line of linesOf(path)) {
    number++;
    if (line.trim() === "") continue;
    const row = parse(line);
    if (typeof row === "string" && number === 1 && parse === parseSeparated) continue; // a heading
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
  return { rows, columns, values: Float64Array.from(values) };
}

function parseSeparated(line: string): Row {
  const cells = line.trim().split(/\s*[,;\t]\s*|\s+/);
  const row = cells.map(parseNumber);
  const wrong = row.indexOf(undefined);
  return wrong === -1 ? (row as number[]) : describeCell(cells[wrong]);
}

function parseJsonLine(line: string, key: string): Row {
  let value: unknown;
  try {
    value = parseJson(line, key);
  } catch {
    return "a line that is not JSON";
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const inside = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (inside === undefined) return `an object without "${key}"`;
    value = inside;
  }
  const row: readonly unknown[] = Array.isArray(value) ? value : [value];
  const wrong = row.find((cell) => typeof cell !== "number");
  return wrong === undefined && row.length > 0 ? (row as readonly number[]) : describeCell(`${wrong ?? ""}`);
}

/** NaN and infinities are numbers here: whoever uses them says in which row they must not be. */
function parseNumber(cell: string): number | undefined {
  const named = /^([+-]?)(nan|inf|infinity)$/i.exec(cell);
  if (named !== null) return named[2].toLowerCase() === "nan" ? NaN : named[1] === "-" ? -Infinity : Infinity;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : undefined;
}

function describeCell(cell: string): string {
  return cell === "" ? "an empty cell" : `"${cell.length > 40 ? `${cell.slice(0, 40)}...` : cell}"`;
}
