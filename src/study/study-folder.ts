import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { checkedJson, parseJson } from "../core/json.ts";
import { acquireLock, type Lock } from "../core/lock.ts";
import { readBoundedIfPresent } from "../core/regular-file.ts";
import { requireSameRun } from "../core/run-folder.ts";
import type { Stored } from "../result/stored.ts";
import { type CellRecord, cellRecordSchema, studyDataSchema } from "../result/study-cell.ts";
import { type StudyPlan, studyPlanSchema } from "../result/study-plan.ts";
import { smallRecord } from "./small-record.ts";

const PLAN_FILE = "plan.json";
const CELL_FILE = "cell.json";

/** Bytes of a plan's and of a cell's file, at most: a cell of 10,000 images under 62 conditions has some 15,000. */
const MOST_PLAN = 2 ** 24;
const MOST_CELL = 2 ** 25;

const identitySchema = z.object({
  schema: z.literal("ipswap-eval/study-plan/1"),
  tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
  plan: studyPlanSchema,
  data: studyDataSchema,
});

/** What makes two studies the same. */
export type StudyIdentity = Stored<typeof identitySchema>;

/** The folder of a study: `plan.json`, and a folder for each cell in `cells`. Several processes may share it. */
export interface StudyFolder {
  readonly path: string;
  cellPath(id: string): string;
  /** What became of a cell; undefined where it was not finished. */
  readCell(id: string): Promise<CellRecord | undefined>;
  writeCell(record: CellRecord): Promise<void>;
  /** Ids of the cells that have a record, without reading them. */
  finishedCells(): Promise<readonly string[]>;
  /** Takes a cell for this process; undefined where another has it. */
  claim(id: string): Promise<Lock | undefined>;
}

/**
 * Opens or makes the folder of a study.
 *
 * @throws InputError where it holds another study, saying in what it differs
 */
export async function openStudyFolder(path: string, given: StudyIdentity): Promise<StudyFolder> {
  const identity = { ...given, plan: withoutPlace(given.plan) };
  const earlier = await readIdentity(path);
  if (earlier !== undefined) {
    const remedy = "Choose another folder (`out`), or delete this one.";
    requireSameRun(path, ofEveryCell(earlier), ofEveryCell(identity), remedy);
  }
  if (earlier === undefined || !isDeepStrictEqual(plain(earlier), plain(identity))) {
    await writeAtomic(join(path, PLAN_FILE), `${JSON.stringify(identity, undefined, 2)}\n`);
  }
  return cellsIn(path);
}

/** A plan without the place of its data, which differs from machine to machine: their hashes say what they are. */
function withoutPlace(plan: StudyPlan): StudyPlan {
  return { ...plan, data: /^[a-z0-9-]+(?=:)/.exec(plan.data)?.[0] ?? plan.data };
}

/**
 * What every cell depends on. The rest may grow in the same folder: seeds, methods, networks, label noise; cells that are
 * there are kept, since each is named by what it is.
 */
function ofEveryCell({ plan, ...identity }: StudyIdentity): object {
  const { name, limit, validation, training, measure } = plan;
  return { ...identity, plan: { name, limit, validation, training, measure } };
}

/** As it comes back from a file. */
const plain = (identity: StudyIdentity): unknown => JSON.parse(JSON.stringify(identity));

/** The cells of a folder. */
export function cellsIn(path: string): StudyFolder {
  const cellPath = (id: string) => join(path, "cells", id);
  return {
    path,
    cellPath,
    async readCell(id) {
      const file = join(cellPath(id), CELL_FILE);
      const record = await readStored(file, MOST_CELL, cellRecordSchema);
      if (record !== undefined && record.id !== id) {
        throw new InputError(file, { expected: `cell ${id}`, got: `cell ${record.id}` });
      }
      return record;
    },
    writeCell: (record) =>
      writeAtomic(join(cellPath(record.id), CELL_FILE), `${JSON.stringify(smallRecord(record), undefined, 1)}\n`),
    async finishedCells() {
      const folders = await readdir(join(path, "cells"), { withFileTypes: true }).catch(() => []);
      const finished: string[] = [];
      for (const each of folders.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
        if (!each.isDirectory() || !/^[0-9a-f]{16}$/.test(each.name)) continue;
        if ((await readdir(cellPath(each.name))).includes(CELL_FILE)) finished.push(each.name);
      }
      return finished;
    },
    async claim(id) {
      await mkdir(cellPath(id), { recursive: true });
      return acquireLock(join(cellPath(id), ".lock")).catch((error: unknown) => {
        if (error instanceof InputError) return undefined;
        throw error;
      });
    },
  };
}

/** What the study in a folder is; undefined where there is none. */
export async function readIdentity(path: string): Promise<StudyIdentity | undefined> {
  const stored = await readStored(join(path, PLAN_FILE), MOST_PLAN, identitySchema);
  return stored && { ...stored, plan: withoutPlace(stored.plan) };
}

/**
 * The study in a folder.
 *
 * @throws InputError where there is none
 */
export async function requireIdentity(path: string): Promise<StudyIdentity> {
  const identity = await readIdentity(path);
  if (identity !== undefined) return identity;
  throw new InputError(path, { expected: "a folder that `ipswap-eval study` wrote", got: "one without plan.json" });
}

async function readStored<Schema extends z.ZodType>(
  path: string,
  most: number,
  schema: Schema,
): Promise<Stored<Schema> | undefined> {
  const bytes = await readBoundedIfPresent(path, { most });
  if (bytes === undefined) return undefined;
  const expected = "what a study of this version wrote";
  return checkedJson(parseJson(bytes.toString("utf8"), path, { most }), schema, path, { expected }) as Stored<Schema>;
}
