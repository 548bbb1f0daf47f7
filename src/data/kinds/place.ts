import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { InputError } from "../../core/error.ts";
import { openRegular, reasonOf } from "../../core/regular-file.ts";

/** What is seen of a path without reading what it holds, so that kinds of data sets can be told apart. */
export interface Place {
  readonly path: string;
  readonly isFolder: boolean;
  /** Names of what a folder holds, sorted; none of a file. */
  readonly names: readonly string[];
  /** First bytes of a file, unpacked where it is packed with gzip; none of a folder. */
  readonly start: Buffer;
  /** Names of what a folder inside of it holds; none where there is no such folder. */
  namesIn(folder: string): Promise<readonly string[]>;
}

/** Bytes of a file that are looked at: the headers of an archive's first members. */
const LOOKED_AT = 4096;
/** gzip packs 4,096 bytes of zeros into few; so much of them says what the rest is. */
const MOST_UNPACKED = 8 * 1024 * 1024;

/** @throws InputError where there is nothing, or nothing that can be read */
export async function lookAt(path: string): Promise<Place> {
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const got = cause.code === "ENOENT" ? "nothing there" : reasonOf(cause);
    throw new InputError(path, { expected: "a data set: a file or a folder", got }, { cause });
  });
  const namesIn = (folder: string) =>
    readdir(join(path, folder)).then(
      (names) => names.sort(),
      () => [],
    );
  const isFolder = status.isDirectory();
  return {
    path,
    isFolder,
    names: isFolder ? await namesIn("") : [],
    start: isFolder ? Buffer.alloc(0) : await startOf(path),
    namesIn,
  };
}

async function startOf(path: string): Promise<Buffer> {
  const { file } = await openRegular(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    const start = buffer.subarray(0, bytesRead);
    return start[0] === 0x1f && start[1] === 0x8b ? unpacked(start) : start;
  } finally {
    await file.close();
  }
}

/** As much as the first bytes of a gzip file unpack to. */
function unpacked(start: Buffer): Buffer {
  try {
    return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_UNPACKED });
  } catch {
    return start;
  }
}

/** Name of an archive's first member, as tar has it; undefined where the bytes are no such archive. */
export function firstTarMember(start: Buffer): string | undefined {
  if (start.length < 512 || start.toString("latin1", 257, 262) !== "ustar") return undefined;
  return start.toString("utf8", 0, 100).replace(/\0.*$/s, "");
}
