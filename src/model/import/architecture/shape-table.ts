import type { ShapeTable } from "./family.ts";

/** Size of one axis of a weight; 0 where there is no such weight, which fits nothing. */
export function size(table: ShapeTable, name: string, axis: number): number {
  return table.get(name)?.[axis] ?? 0;
}

/** How many of name(0), name(1), ... are in the table, before the first that is not. */
export function countFrom(table: ShapeTable, name: (index: number) => string, first = 0): number {
  let count = 0;
  while (table.has(name(first + count))) count++;
  return count;
}

/** The first of some prefixes whose `.weight` is in the table, else the first. */
export function firstPresent(table: ShapeTable, prefixes: readonly string[]): string {
  return prefixes.find((prefix) => table.has(`${prefix}.weight`)) ?? prefixes[0];
}
