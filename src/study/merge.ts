import { describeDifferences, differences } from "../core/differences.ts";
import { Incomparable } from "../core/error.ts";
import type { CellRecord } from "../result/study-cell.ts";
import type { PlannedCell } from "./expand-plan.ts";
import { cellsIn, requireIdentity, type StudyFolder, type StudyIdentity } from "./study-folder.ts";

/** The parts of a study, which are of one plan and one version. */
export interface Parts {
  readonly identity: StudyIdentity;
  /** @throws Incomparable where cells of the plan are in none of the parts */
  requireWhole(cells: readonly PlannedCell[]): void;
  /**
   * Copies a cell's record, reading it once.
   *
   * @throws Incomparable where another version ran it than the study's
   */
  copy(id: string, whole: StudyFolder): Promise<CellRecord>;
}

/**
 * Looks at the parts of a study that several machines ran: at their plans and at which cells are there. Records are read
 * one at a time, when they are copied. What a later version reads is what the parts' own version ran.
 *
 * @throws Incomparable where the parts are of different studies or versions, or hold the same cell twice
 */
export async function mergeFolders(paths: readonly string[]): Promise<Parts> {
  const identity = await requireIdentity(paths[0]);
  const placeOf = new Map<string, string>();
  for (const path of paths) {
    const list = differences(identity, await requireIdentity(path));
    if (list.length > 0) {
      throw new Incomparable(`${paths[0]} and ${path} are parts of different studies: ${describeDifferences(list)}`);
    }
    for (const id of await cellsIn(path).finishedCells()) {
      const other = placeOf.get(id);
      if (other !== undefined) throw new Incomparable(`cell ${id} is in ${other} and in ${path}`);
      placeOf.set(id, path);
    }
  }
  return {
    identity,
    requireWhole(cells) {
      const missing = cells.filter(({ id }) => !placeOf.has(id));
      if (missing.length === 0) return;
      const named = missing.slice(0, 3).map(({ id, method, seed }) => `${id} (${method}, seed ${seed})`);
      const more = missing.length > named.length ? ` and ${missing.length - named.length} more` : "";
      throw new Incomparable(
        `${missing.length} of ${cells.length} cells are in none of the parts: ${named.join(", ")}${more}`,
      );
    },
    async copy(id, whole) {
      const path = placeOf.get(id) as string;
      const record = await cellsIn(path).readCell(id);
      if (record === undefined) throw new Incomparable(`cell ${id} went away while it was copied`);
      requireVersion(record, identity, path);
      await whole.writeCell(record);
      return record;
    },
  };
}

/** @throws Incomparable where a cell was run by another version than its study */
export function requireVersion(record: CellRecord, { tool }: StudyIdentity, path: string): void {
  if (record.tool.version === tool.version) return;
  throw new Incomparable(
    `${path}, cell ${record.id}: run by version ${record.tool.version}, and the study is of ${tool.version}. Run this cell again with the study's version.`,
  );
}
