import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { InputError } from "../../core/error.ts";
import { groupBy } from "../../core/group-by.ts";

/** What a network said about the same images under several corruptions. */
export interface Corrupted<Counts> {
  readonly corruptions: readonly string[];
  readonly severities: readonly number[];
  /** [corruption][severity] */
  readonly counts: readonly (readonly Counts[])[];
}

const NAMED = "files (folders) called fog-1.json (fog-1), ..., each corruption at the same severities";

/**
 * Reads a folder in which each corruption and severity has a file (detections) or a folder (label maps).
 *
 * @param ending of their names
 * @throws InputError where there is none, or a corruption lacks a severity that another has
 */
export async function readCorrupted<Counts>(
  folder: string,
  ending: ".json" | "",
  read: (path: string) => Promise<Counts>,
): Promise<Corrupted<Counts>> {
  const names = await readdir(folder).catch((cause: Error) => {
    throw new InputError(folder, { expected: "a folder", got: cause.message }, { cause });
  });
  const found = names.flatMap((name) => {
    const match = name.endsWith(ending) ? /^(.+)-([1-9])$/.exec(name.slice(0, name.length - ending.length)) : null;
    return match === null ? [] : [{ name, corruption: match[1], severity: Number(match[2]) }];
  });
  const groups = groupBy(
    found.toSorted((a, b) =>
      a.corruption === b.corruption ? a.severity - b.severity : a.corruption < b.corruption ? -1 : 1,
    ),
    ({ corruption }) => corruption,
  );
  if (groups.size === 0) throw new InputError(folder, { expected: NAMED, got: "none" });
  const severitiesOf = (group: typeof found) => group.map(({ severity }) => severity).join(", ");
  const [first, ...rest] = groups;
  const other = rest.find(([, group]) => severitiesOf(group) !== severitiesOf(first[1]));
  if (other !== undefined) {
    throw new InputError(folder, {
      expected: NAMED,
      got: `${first[0]} at ${severitiesOf(first[1])} and ${other[0]} at ${severitiesOf(other[1])}`,
    });
  }
  const counts: Counts[][] = [];
  for (const group of groups.values()) {
    const row: Counts[] = [];
    for (const { name } of group) row.push(await read(join(folder, name)));
    counts.push(row);
  }
  return { corruptions: [...groups.keys()], severities: first[1].map(({ severity }) => severity), counts };
}
