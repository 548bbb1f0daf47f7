import { open } from "node:fs/promises";
import { InputError } from "../core/error.ts";
import { READ_FLAGS } from "../core/regular-file.ts";
import { readStoredResult } from "../result/stored-result.ts";
import { readBaseline } from "./baseline/read-baseline.ts";
import { resultSide } from "./read-result-side.ts";
import type { Side } from "./side.ts";

/** Which checkpoint of a result that has several. */
export interface SideChoice {
  /** Its name. */
  readonly checkpoint?: string | undefined;
  /** The one to take where nobody says: the first, or the last. */
  readonly otherwise: "first" | "last";
}

/**
 * One side of a gate: a folder that `safety` wrote, its `result.json`, or a baseline file; told apart by content.
 *
 * @throws InputError where it is neither, or has no checkpoint of the name
 */
export async function openSide(path: string, { checkpoint, otherwise }: SideChoice): Promise<Side> {
  if (await isZip(path)) return readBaseline(path);
  const stored = await readStoredResult(path);
  const { checkpoints } = stored.result;
  if (checkpoint === undefined)
    return resultSide(stored, checkpoints[otherwise === "first" ? 0 : checkpoints.length - 1]);
  const found = checkpoints.find(({ name }) => name === checkpoint);
  if (found === undefined) {
    const names = checkpoints.map(({ name }) => name).join(", ");
    throw new InputError(stored.path, { expected: `one of its checkpoints: ${names}`, got: `"${checkpoint}"` });
  }
  return resultSide(stored, found);
}

/** Every checkpoint of a stored result, or the one of a baseline file. */
export async function openSides(path: string): Promise<readonly Side[]> {
  if (await isZip(path)) return [await readBaseline(path)];
  const stored = await readStoredResult(path);
  return Promise.all(stored.result.checkpoints.map((checkpoint) => resultSide(stored, checkpoint)));
}

const ZIP = "PK\u0003\u0004";

async function isZip(path: string): Promise<boolean> {
  const file = await open(path, READ_FLAGS).catch(() => undefined);
  try {
    const { bytesRead, buffer } = (await file?.read(Buffer.alloc(4), 0, 4, 0).catch(() => undefined)) ?? {};
    return bytesRead === 4 && buffer?.toString("latin1") === ZIP;
  } finally {
    await file?.close();
  }
}
