import { isDeepStrictEqual } from "node:util";
import { printable } from "./printable.ts";

/** A field in which two records differ. */
export interface Difference {
  /** Where it is: `plan.seed`, `checkpoints[1].name`. */
  readonly field: string;
  readonly found: unknown;
  readonly wanted: unknown;
}

/**
 * The innermost fields in which two JSON values differ, in their order. Lists are compared entry by entry where both are
 * equally long lists of objects, and as a whole otherwise.
 *
 * @example differences({ plan: { seed: 1 } }, { plan: { seed: 2 } }) // [{ field: "plan.seed", found: 1, wanted: 2 }]
 */
export function differences(found: unknown, wanted: unknown, field = ""): readonly Difference[] {
  if (isDeepStrictEqual(found, wanted)) return [];
  if (isRecord(found) && isRecord(wanted)) {
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
    return names.flatMap((name) => differences(found[name], wanted[name], field === "" ? name : `${field}.${name}`));
  }
  if (isRecordList(found) && isRecordList(wanted) && found.length === wanted.length) {
    return found.flatMap((entry, i) => differences(entry, wanted[i], `${field}[${i}]`));
  }
  return [{ field, found, wanted }];
}

/** Differences named in a message, and characters of a value. */
const NAMED = 4;
const SHOWN = 60;

/** Differences in words: `plan.seed 3 (now 4), data.count 7 (now 6)`. */
export function describeDifferences(list: readonly Difference[]): string {
  const named = list
    .slice(0, NAMED)
    .map(({ field, found, wanted }) => `${printable(field, SHOWN)} ${show(found)} (now ${show(wanted)})`);
  const more = list.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : printable(JSON.stringify(value), SHOWN);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isRecordList(value: unknown): value is readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every(isRecord);
}
