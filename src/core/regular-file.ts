import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { InputError } from "./error.ts";

/** How many bytes a file may have, or must. */
export type FileSize = { readonly most: number } | { readonly exactly: number };

/**
 * Flags to open a file for reading whatever stands under its name. Opening a pipe that nobody writes to returns at
 * once, so that its kind can be looked at. (Windows has no such flag, and no such files.)
 */
export const READ_FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a whole file. Its kind and size are checked before room is made for it, so that a pipe, a device or a huge file
 * under the name can neither hang the program nor fill memory.
 *
 * @throws InputError where there is no such file, it cannot be read, is not a regular file, or has another size
 */
export async function readBounded(path: string, size: FileSize): Promise<Buffer> {
  const { file, bytes } = await openRegular(path);
  try {
    requireSize(path, bytes, size);
    return await readAll(file, bytes, path);
  } finally {
    await file.close();
  }
}

/** As `readBounded`; nothing where there is no such file. */
export async function readBoundedIfPresent(path: string, size: FileSize): Promise<Buffer | undefined> {
  return readBounded(path, size).catch((error: unknown) => {
    if (error instanceof InputError && isAbsence(error.cause)) return undefined;
    throw error;
  });
}

/**
 * Opens a regular file for reading.
 *
 * @returns the open file, which the caller closes, and how many bytes it has
 * @throws InputError on anything else
 */
export async function openRegular(path: string): Promise<{ readonly file: FileHandle; readonly bytes: number }> {
  const file = await open(path, READ_FLAGS).catch((cause: NodeJS.ErrnoException) => {
    throw unopened(path, cause);
  });
  try {
    const found = await file.stat();
    requireRegular(path, found);
    return { file, bytes: found.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** What a failure to open a file says to the user. */
export function unopened(subject: string, cause: NodeJS.ErrnoException, remedy?: string): InputError {
  return new InputError(
    subject,
    { expected: "a readable file", got: reasonOf(cause), ...(remedy !== undefined && { remedy }) },
    { cause },
  );
}

/** Why something cannot be opened, in words. */
export const reasonOf = (cause: NodeJS.ErrnoException): string => REASONS[cause.code ?? ""] ?? cause.message;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EACCES: "one without permission to read it",
  EPERM: "one without permission to read it",
  EISDIR: "a folder",
  ENXIO: "a socket or a device",
  ELOOP: "a chain of links without an end",
  ERR_INVALID_ARG_VALUE: "a name that no file can have",
};

/** @throws InputError on a folder, a pipe, a device or a socket */
export function requireRegular(subject: string, found: Stats): void {
  if (found.isFile()) return;
  const got = found.isDirectory() ? "a folder" : found.isFIFO() ? "a pipe" : "a device or a socket";
  throw new InputError(subject, { expected: "a file", got });
}

/** @throws InputError where a file has more bytes than it may, or not as many as it must */
export function requireSize(subject: string, bytes: number, size: FileSize): void {
  if ("most" in size && bytes > size.most) {
    throw new InputError(subject, { expected: `at most ${size.most} bytes`, got: `${bytes}` });
  }
  if ("exactly" in size && bytes !== size.exactly) {
    throw new InputError(subject, { expected: `${size.exactly} bytes`, got: `${bytes}`, remedy: CUT_SHORT });
  }
}

const CUT_SHORT = "The file is cut short, damaged or another than it should be.";

/** As many bytes as the file had when it was opened, and not what another process appends meanwhile. */
async function readAll(file: FileHandle, bytes: number, subject: string): Promise<Buffer> {
  const content = Buffer.allocUnsafeSlow(bytes);
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await file.read(content, filled, Math.min(bytes - filled, LARGEST_READ), filled);
    if (bytesRead === 0) throw new InputError(subject, { expected: `${bytes} bytes`, got: `${filled}` });
    filled += bytesRead;
  }
  return content;
}

/** Bytes to ask for at once: Linux gives at most 2 GiB less a page. */
export const LARGEST_READ = 2 ** 30;

function isAbsence(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
}
