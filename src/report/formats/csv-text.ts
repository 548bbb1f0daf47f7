import { printable } from "../../core/printable.ts";

/** What a spreadsheet would compute rather than show begins with one of these. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** Text from outside: no formula to a spreadsheet, quoted where it must be. */
export function textCell(text: string): string {
  const shown = printable(text);
  const inert = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/** Empty where there is no number. */
export function numberCell(value: number | null | undefined): string {
  return value === null || value === undefined || Number.isNaN(value) ? "" : `${value}`;
}

/** Rows of cells that are CSV already, as RFC 4180 ends them. */
export function csvLines(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.join(",")}\r\n`).join("");
}
