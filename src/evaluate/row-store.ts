import { type FileHandle, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";
import { syncFolder, writeAll, writeAtomic } from "../core/files.ts";

/** A slice that is whole on disk: rows of every condition, one condition after the other. */
const sliceSchema = z.object({ rows: z.int().positive(), crc32: z.int().min(0) });
type Slice = z.infer<typeof sliceSchema>;

/**
 * What is kept of each image under the conditions of one job (see `Task`), on disk while the job runs, so that a run that
 * is killed goes on where it was and memory does not grow with the set. `rows.bin` holds slices, `slices.jsonl` a line for each with its checksum, written after the slice
 * was flushed to disk. What a dying process, a full disk or a power cut left is therefore known when the store is
 * opened: it is cut back to the slices that are whole and whose checksum fits.
 */
export interface RowStore {
  /** Rows that every condition has. */
  readonly rows: number;
  /** Appends the same number of rows to each condition. */
  append(kept: readonly Uint8Array[]): Promise<void>;
  /** All rows of a condition, one after the other, in a buffer of their own. */
  read(condition: number): Promise<Uint8Array<ArrayBuffer>>;
  /** Deletes everything. */
  remove(): Promise<void>;
}

/**
 * Opens a job's store, or makes an empty one.
 *
 * @param rowBytes bytes of a row
 */
export async function openRowStore(folder: string, conditions: number, rowBytes: number): Promise<RowStore> {
  await mkdir(folder, { recursive: true });
  const dataFile = join(folder, "rows.bin");
  const sliceFile = join(folder, "slices.jsonl");
  const bytesOf = ({ rows }: Slice) => rows * conditions * rowBytes;
  const slices = await wholeSlices(dataFile, await readSlices(sliceFile), bytesOf);
  await writeAtomic(sliceFile, slices.map(lineOf).join(""));
  const rowCount = () => slices.reduce((sum, { rows }) => sum + rows, 0);
  return {
    get rows() {
      return rowCount();
    },
    async append(kept) {
      const rows = kept[0].length / rowBytes;
      if (kept.length !== conditions || kept.some(({ length }) => length !== rows * rowBytes)) {
        throw new RangeError(`a slice is ${conditions} conditions of equally many rows of ${rowBytes} bytes`);
      }
      const bytes = Buffer.concat(kept);
      const slice = { rows, crc32: crc32(bytes) };
      await withFile(dataFile, async (file) => {
        await writeAll(file, bytes, total(slices, bytesOf));
        await file.datasync();
      });
      if (slices.length === 0) await syncFolder(folder);
      await withFile(sliceFile, async (file) => {
        await writeAll(
          file,
          Buffer.from(lineOf(slice)),
          slices.reduce((sum, each) => sum + lineOf(each).length, 0),
        );
        await file.datasync();
      });
      slices.push(slice);
    },
    async read(condition) {
      const rows = new Uint8Array(rowCount() * rowBytes);
      if (slices.length === 0) return rows;
      let filled = 0;
      let start = 0;
      const file = await open(dataFile, "r");
      try {
        for (const slice of slices) {
          const bytes = slice.rows * rowBytes;
          rows.set(await readAll(file, start + condition * bytes, bytes), filled);
          filled += bytes;
          start += bytesOf(slice);
        }
      } finally {
        await file.close();
      }
      return rows;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const lineOf = (slice: Slice) => `${JSON.stringify(slice)}\n`;
const total = (slices: readonly Slice[], bytesOf: (slice: Slice) => number) =>
  slices.reduce((sum, slice) => sum + bytesOf(slice), 0);

/** The slices that the list names, up to the first line that is not whole. */
async function readSlices(path: string): Promise<readonly Slice[]> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  const slices: Slice[] = [];
  for (const line of text.split("\n").slice(0, -1)) {
    const parsed = sliceSchema.safeParse(parseLine(line));
    if (!parsed.success) break;
    slices.push(parsed.data);
  }
  return slices;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Of the named slices those that are whole on disk, up to the first that is not. */
async function wholeSlices(path: string, named: readonly Slice[], bytesOf: (slice: Slice) => number): Promise<Slice[]> {
  const whole: Slice[] = [];
  if (named.length === 0) return whole;
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (file === undefined) return whole;
  try {
    for (const slice of named) {
      const bytes = await readAll(file, total(whole, bytesOf), bytesOf(slice)).catch(() => undefined);
      if (bytes === undefined || crc32(bytes) !== slice.crc32) break;
      whole.push(slice);
    }
  } finally {
    await file.close();
  }
  return whole;
}

/** Just these bytes of a file; an error where it ends before. */
async function readAll(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  for (let filled = 0; filled < length; ) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error(`a file of rows ends ${length - filled} bytes too early`);
    filled += bytesRead;
  }
  return bytes;
}

/** Opens a file for writing, made if missing and never cut, and closes it whatever happens. */
async function withFile(path: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, "r+").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return open(path, "wx");
    throw error;
  });
  try {
    await use(file);
  } finally {
    await file.close();
  }
}
