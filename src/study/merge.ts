import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describeDifferences, differences } from "../core/differences.ts";
import { Incomparable, InputError } from "../core/error.ts";
import type { PlannedCell } from "./expand-plan.ts";
import { cellsIn, readIdentity, type StudyFolder, type StudyIdentity } from "./study-folder.ts";

/** The parts of a study, which are of one plan. */
export interface Parts {
  readonly identity: StudyIdentity;
  /** @throws Incomparable where cells of the plan are in none of the parts */
  requireWhole(cells: readonly PlannedCell[]): void;
  /** Copies a cell's record. */
  copy(id: string, whole: StudyFolder): Promise<void>;
}

/**
 * Looks at the parts of a study that several machines ran. Records are read one at a time, when they are copied.
 *
 * @param toolVersion of this program: cells of another version are not the same cells
 * @throws Incomparable where the parts are of different studies or versions, or hold the same cell twice
 */
export async function mergeFolders(paths: readonly string[], toolVersion: string): Promise<Parts> {
  const identities: StudyIdentity[] = [];
  const placeOf = new Map<string, string>();
  for (const path of paths) {
    const identity = await readIdentity(path);
    if (identity === undefined) {
      throw new InputError(path, { expected: "a folder that `ipswap-eval study` wrote", got: "one without plan.json" });
    }
    identities.push(identity);
    const list = differences(identities[0], identity);
    if (list.length > 0) {
      throw new Incomparable(`${paths[0]} and ${path} are parts of different studies: ${describeDifferences(list)}`);
    }
    if (identity.tool.version !== toolVersion) {
      throw new Incomparable(
        `${path} was run by version ${identity.tool.version}, and this is ${toolVersion}: join it with the version that ran it`,
      );
    }
    for (const id of await finishedCells(path)) {
      const other = placeOf.get(id);
      if (other !== undefined) throw new Incomparable(`cell ${id} is in ${other} and in ${path}`);
      placeOf.set(id, path);
    }
  }
  return {
    identity: identities[0],
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
      const record = await cellsIn(placeOf.get(id) as string).readCell(id);
      if (record === undefined) throw new Incomparable(`cell ${id} went away while it was copied`);
      await whole.writeCell(record);
    },
  };
}

/** Ids of the cells of a part that have a record. */
async function finishedCells(path: string): Promise<readonly string[]> {
  const folders = await readdir(join(path, "cells"), { withFileTypes: true }).catch(() => []);
  const finished: string[] = [];
  for (const folder of folders) {
    if (!folder.isDirectory() || !/^[0-9a-f]{16}$/.test(folder.name)) continue;
    if ((await cellsIn(path).readCell(folder.name)) !== undefined) finished.push(folder.name);
  }
  return finished;
}
