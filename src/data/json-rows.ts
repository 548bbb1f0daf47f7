import { parseJson } from "../core/json.ts";
import { describeCell, type Row } from "./table.ts";

/** Strings, which stay, and the numbers that Python's `json` writes and JSON does not know. */
const OUTSIDE_JSON = /"(?:[^"\\]|\\.)*"|\bNaN\b|-?\bInfinity\b/g;

/** What stands for NaN while a line is parsed: JSON has no number for it. */
const NOT_A_NUMBER = "NaN";

/**
 * The numbers of a line of JSON: a number, an array of numbers, or an object with one of these under `key`. `NaN`,
 * `Infinity` and `-Infinity`, as Python writes them, are numbers.
 */
export function parseJsonLine(line: string, key: string): Row {
  let value: unknown;
  try {
    value = parseJson(line.replaceAll(OUTSIDE_JSON, inJson), key);
  } catch {
    return "a line that is not JSON";
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    const inside = Object.getOwnPropertyDescriptor(value, key)?.value;
    if (inside === undefined) return `an object without "${key}"`;
    value = inside;
  }
  const cells: readonly unknown[] = Array.isArray(value) ? value : [value];
  const row = cells.map((cell) => (cell === NOT_A_NUMBER ? Number.NaN : cell));
  const wrong = row.find((cell) => typeof cell !== "number");
  return wrong === undefined && row.length > 0 ? (row as number[]) : describeCell(`${wrong ?? ""}`);
}

function inJson(found: string): string {
  if (found === "NaN") return `"${NOT_A_NUMBER}"`;
  if (found.endsWith("Infinity")) return found.startsWith("-") ? "-1e999" : "1e999";
  return found;
}
