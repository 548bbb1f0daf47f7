import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeAtomic } from "../core/files.ts";

const progressSchema = z.object({ rows: z.number().int().nonnegative() });

/**
 * Logits of one job on disk while it runs, one file per condition, so that a run that is killed goes on where it was
 * and memory does not grow with the set. `rows` is written after the logits it counts: what a dying process left
 * beyond it is cut off.
 */
export interface LogitStore {
  /** Rows that every condition has. */
  readonly rows: number;
  /** Appends the same number of rows to each condition. */
  append(logits: readonly Float32Array[]): Promise<void>;
  /** All rows of a condition, row-major [rows, classes]. */
  read(condition: number): Promise<Float32Array>;
  /** Deletes everything. */
  remove(): Promise<void>;
}

/** Opens a job's store, or makes an empty one. */
export async function openLogitStore(folder: string, conditions: number, classes: number): Promise<LogitStore> {
  await mkdir(folder, { recursive: true });
  const progressFile = join(folder, "progress.json");
  const rowBytes = classes * Float32Array.BYTES_PER_ELEMENT;
  const pathOf = (condition: number) => join(folder, `${condition}.f32`);
  let rows = await readRows(progressFile);
  return {
    get rows() {
      return rows;
    },
    async append(logits) {
      const added = logits[0].length / classes;
      for (let condition = 0; condition < conditions; condition++) {
        const file = await open(pathOf(condition), rows === 0 ? "w" : "r+");
        try {
          const { buffer, byteOffset, byteLength } = logits[condition];
          await file.write(new Uint8Array(buffer, byteOffset, byteLength), 0, byteLength, rows * rowBytes);
          await file.truncate((rows + added) * rowBytes);
        } finally {
          await file.close();
        }
      }
      rows += added;
      await writeAtomic(progressFile, JSON.stringify({ rows }));
    },
    async read(condition) {
      const bytes = await readFile(pathOf(condition));
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + rows * rowBytes));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function readRows(progressFile: string): Promise<number> {
  try {
    return progressSchema.parse(JSON.parse(await readFile(progressFile, "utf8"))).rows;
  } catch {
    return 0; // absent or unreadable: nothing of the job is trusted
  }
}
