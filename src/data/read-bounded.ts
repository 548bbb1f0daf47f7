import { constants, open } from "node:fs/promises";
import { InputError } from "../core/error.ts";

/**
 * A file's bytes, or nothing where there is no such file. Its kind and size are checked before it is read, so that a
 * device, a pipe or a huge file under the name cannot hang the program or fill memory.
 *
 * @throws InputError on a file that is longer than `maximum` bytes, not a file or not readable
 */
export async function readBounded(path: string, maximum: number): Promise<Buffer | undefined> {
  // Not blocking, so that opening a pipe that nobody writes to returns and its kind can be looked at.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return undefined;
    throw new InputError(path, { expected: "a readable file", got: cause.message }, { cause });
  });
  if (file === undefined) return undefined;
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new InputError(path, { expected: "a file", got: "something else of that name" });
    requireSize(path, status.size, maximum);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

export function requireSize(subject: string, size: number, maximum: number): void {
  if (size > maximum) throw new InputError(subject, { expected: `at most ${maximum} bytes`, got: `${size}` });
}
