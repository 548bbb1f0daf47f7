import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { temporaryName } from "../core/files.ts";
import { encodeElements, type NpyDtype } from "./npy-dtype.ts";
import { formatNpyHeader, requireElementCount } from "./npy-header.ts";

/** A .npy file being written piece by piece under a temporary name; it appears under its own name when finished. */
export interface NpyWriter {
  /** The next elements, row-major. */
  write(data: ArrayLike<number>): Promise<void>;
  /** Checks that the shape is filled, flushes and renames. */
  finish(): Promise<void>;
  /** Removes what was written. */
  abandon(): Promise<void>;
}

export async function createNpyWriter(path: string, dtype: NpyDtype, shape: readonly number[]): Promise<NpyWriter> {
  const expected = requireElementCount(shape, path);
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  const file = await open(temporary, "wx");
  let written = 0;
  const abandon = async () => {
    await file.close();
    await rm(temporary, { force: true });
  };
  await file.writeFile(formatNpyHeader(dtype, shape));
  return {
    abandon,
    async write(data) {
      written += data.length;
      if (written > expected) throw new RangeError(`${path} has room for ${expected} elements, not for ${written}`);
      await file.writeFile(encodeElements(data, dtype));
    },
    async finish() {
      if (written !== expected) {
        await abandon();
        throw new RangeError(`${path} needs ${expected} elements, but ${written} were written`);
      }
      await file.sync();
      await file.close();
      await rename(temporary, path);
    },
  };
}
