import { createHash, randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** SHA-256 of the given parts, one after the other, as lower-case hex. */
export function sha256(...parts: readonly (string | NodeJS.ArrayBufferView)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** SHA-256 of a text in base64, as content security policies and subresource integrity write it. */
export function sha256Base64(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}

/** A name beside `path` that no other process uses, for a file that is not whole yet. */
export function temporaryName(path: string): string {
  return `${path}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`;
}

/** Whether a file's name is one of `temporaryName`'s. */
export function isTemporaryName(name: string): boolean {
  return /\.\d+-[0-9a-f]{8}\.tmp$/.test(name);
}

/**
 * Writes a whole file so that a reader meets the old content or the new one and never a part: written under a
 * temporary name in the same folder (made if missing), flushed to disk, renamed, and the renaming flushed too.
 */
export async function writeAtomic(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = temporaryName(path);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Flushes the names in a folder to disk, where the system can: after a power cut the rename has happened or not. */
export async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r").catch(() => undefined); // Windows cannot open a folder
  await folder?.sync().catch(() => {});
  await folder?.close();
}

/**
 * Writes all bytes at a position of an open file. One call of the system may write fewer than it was given, when a disk
 * is about to be full for example; then the rest is tried until it is written or an error says why not.
 */
export async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
