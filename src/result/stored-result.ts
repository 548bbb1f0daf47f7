import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { parseJson } from "../core/json.ts";
import { readBounded } from "../core/regular-file.ts";
import { parseResult } from "./read-result.ts";
import type { CheckpointResult, Result } from "./safety-result.ts";

/** Largest result that is read, bytes: ten networks under a thousand conditions take some 20 million. */
const MOST_RESULT_BYTES = 2 ** 28;
const MOST_FILE_BYTES = 2 ** 31;

/** A stored result and the folder that its files are in. */
export interface StoredResult {
  readonly path: string;
  readonly folder: string;
  readonly result: Result;
}

/** Reads `result.json`, named by itself or by its folder. */
export async function readStoredResult(path: string): Promise<StoredResult> {
  const file = (await isFolder(path)) ? join(path, "result.json") : path;
  const text = (await readBounded(file, { most: MOST_RESULT_BYTES })).toString("utf8");
  const result = parseResult(parseJson(text, file, { most: MOST_RESULT_BYTES }), file);
  return { path: file, folder: dirname(file), result };
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/**
 * Bytes of a file beside a result.
 *
 * @throws InputError where it is missing, or is not the one that the result names
 */
export async function readStoredFile(folder: string, stored: CheckpointResult["examples"]): Promise<Buffer> {
  const path = join(folder, stored.path);
  const bytes = await readBounded(path, { most: MOST_FILE_BYTES });
  if (bytes.length !== stored.bytes || sha256(bytes) !== stored.sha256) {
    throw new InputError(path, {
      expected: `the file that the result was written with (${stored.bytes} bytes, SHA-256 ${stored.sha256.slice(0, 12)}...)`,
      got: `another (${bytes.length} bytes)`,
      remedy: "The folder was changed, or a copy of it broke off. Copy it again, or measure again.",
    });
  }
  return bytes;
}
