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

/**
 * Name of the linear classifier: one of the usual ones, else the only matrix that the table has, whatever it is called.
 *
 * @example classifierOf(new Map([["conv1.weight", [8, 3, 3, 3]], ["last.weight", [10, 8]]]), ["fc"]) // "last"
 */
export function classifierOf(table: ShapeTable, usual: readonly string[]): string {
  const present = usual.find((name) => table.get(`${name}.weight`)?.length === 2);
  if (present !== undefined) return present;
  const matrices = [...table].filter(([name, shape]) => shape.length === 2 && name.endsWith(".weight"));
  return matrices.length === 1 ? matrices[0][0].slice(0, -".weight".length) : usual[0];
}
