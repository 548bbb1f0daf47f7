import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputError } from "../../core/error.ts";
import { LARGEST_READ, READ_FLAGS, requireRegular, unopened } from "../../core/regular-file.ts";
import type { ExternalReader } from "./tensor-proto.ts";

/**
 * Reads tensors that a model keeps in files beside it. A location is a plain file name: nothing is read from outside
 * of the model's own folder, through `..`, an absolute path or a symbolic link.
 */
export function externalDataBeside(modelPath: string): ExternalReader {
  const folder = dirname(modelPath);
  return (location, offset, length) => {
    const subject = `${modelPath}, external data "${location.slice(0, 100)}"`;
    if (location === "" || location !== basename(location) || location.includes("\\") || location.startsWith("..")) {
      throw new InputError(subject, { expected: "a file beside the model", got: "a path that leads elsewhere" });
    }
    return readRange(join(folder, location), folder, offset, length ?? 0, subject);
  };
}

function readRange(path: string, folder: string, offset: number, length: number, subject: string): Uint8Array {
  const file = openInside(path, folder, subject);
  try {
    const found = fstatSync(file);
    requireRegular(subject, found);
    const tooShort = (size: number) =>
      new InputError(subject, { expected: `at least ${offset + length} bytes`, got: `${size}` });
    if (offset + length > found.size) throw tooShort(found.size);
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length; ) {
      const read = readSync(file, bytes, filled, Math.min(length - filled, LARGEST_READ), offset + filled);
      if (read === 0) throw tooShort(offset + filled);
      filled += read;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

function openInside(path: string, folder: string, subject: string): number {
  try {
    const real = realpathSync(path);
    if (dirname(real) !== realpathSync(folder)) {
      throw new InputError(subject, { expected: "a file beside the model", got: "a link that leads elsewhere" });
    }
    // What became a link since it was looked at is not followed.
    return openSync(real, READ_FLAGS | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    throw error instanceof InputError ? error : unopened(subject, error as NodeJS.ErrnoException, IN_ITS_FOLDER);
  }
}

const IN_ITS_FOLDER = "Keep the model's data files in its folder.";
