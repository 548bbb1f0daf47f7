import { closeSync, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { InputError } from "../../core/error.ts";
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
  let file: number;
  try {
    if (dirname(realpathSync(path)) !== realpathSync(folder)) {
      throw new InputError(subject, { expected: "a file beside the model", got: "a link that leads elsewhere" });
    }
    file = openSync(path, "r");
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(subject, {
      expected: "a readable file",
      got: (error as NodeJS.ErrnoException).code ?? "none",
      remedy: "Keep the model's data files in its folder.",
    });
  }
  try {
    const { size } = fstatSync(file);
    if (offset + length > size) {
      throw new InputError(subject, { expected: `at least ${offset + length} bytes`, got: `${size}` });
    }
    const bytes = new Uint8Array(length);
    readSync(file, bytes, 0, length, offset);
    return bytes;
  } finally {
    closeSync(file);
  }
}
