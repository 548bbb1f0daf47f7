import { printable } from "../../core/printable.ts";

/** What a spreadsheet would compute rather than show begins with one of these. */
const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** Text from outside: no formula to a spreadsheet, quoted where it must be. */
export function textCell(text: string): string {
  const shown = printable(text);
  const inert = FORMULA.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
