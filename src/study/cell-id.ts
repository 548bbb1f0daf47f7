import { sha256 } from "../core/files.ts";
import type { Cell, StudyData } from "../result/study-cell.ts";
import type { StudyPlan } from "../result/study-plan.ts";

/**
 * What makes two cells the same: how the network is trained, the data by content, what is measured, and the program's
 * version. The method's name is for people and does not count.
 *
 * @returns 16 hexadecimal digits, fit for a folder's name
 */
export function cellId(
  { method: _, ...cell }: Cell,
  study: { readonly data: StudyData; readonly measure: StudyPlan["measure"]; readonly toolVersion: string },
): string {
  return sha256(JSON.stringify(sorted({ ...cell, ...study }))).slice(0, 16);
}

/** The same value with the fields of every object in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
