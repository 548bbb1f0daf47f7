import { stat } from "node:fs/promises";
import { join } from "node:path";
import { CARD_FILE, MODEL_FILE, readBounded } from "./checkpoint-files.ts";

/** Largest model file read; it is held in memory. */
const LARGEST_FILE = 2 ** 31 - 1;

/** Where a model is: a checkpoint folder of this program, or a file of another one. */
export type ModelLocation =
  | { readonly kind: "checkpoint"; readonly path: string }
  | { readonly kind: "file"; readonly path: string };

/** Tells a checkpoint folder (or a training run's) from the folder or file of another program's model. */
export async function locateModel(path: string): Promise<ModelLocation> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined && !found.isDirectory()) return { kind: "file", path };
  const file = join(path, MODEL_FILE);
  const foreign = (await isFile(file)) && !(await isFile(join(path, CARD_FILE)));
  return foreign ? { kind: "file", path: file } : { kind: "checkpoint", path };
}

/** The whole of a model file. */
export function readModelFile(path: string): Promise<Buffer> {
  return readBounded(path, { most: LARGEST_FILE });
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
