import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import { checkedJson, parseJson } from "../core/json.ts";
import { readBounded, readBoundedIfPresent } from "../core/regular-file.ts";
import { requireSameRun } from "../core/run-folder.ts";
import type { Shard } from "../core/shard.ts";
import { checkpointShape } from "../result/checkpoint.ts";
import { dataSchema } from "../result/data.ts";
import { parseResult } from "../result/read-result.ts";
import { planSchema, RESULT_SCHEMA } from "../result/safety-result.ts";
import { type ExampleRows, type StoredRows, storedRows, storedRowsSchema } from "./example-rows.ts";
import { openRunFolder, type RunFolder, type RunIdentity } from "./run-folder.ts";

/** A part's file, written when it is finished, and the folder beside it. It is not hidden: copies of artifacts leave hidden files out. */
const PART_FILE = "part.json";
const PART_WORK = "part";

/** Bytes of a part's file at most: 10 million examples. */
const MOST_PART = 2 ** 28;

const partSchema = z.object({
  schema: z.literal("ipswap-eval/safety-part/1"),
  shard: z.object({ index: z.int().min(1), count: z.int().min(1) }),
  command: z.string().nullable(),
  identity: z.object({
    schema: z.literal(RESULT_SCHEMA),
    tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
    plan: planSchema,
    engine: z.string(),
    data: dataSchema,
    checkpoints: z.array(z.object(checkpointShape)).min(1),
  }),
  rows: storedRowsSchema,
});

/** A finished part of a run. */
export interface Part {
  readonly shard: Shard;
  readonly identity: RunIdentity;
  readonly command: string | null;
  readonly rows: StoredRows;
}

/** The folder of a part, and whether all of it is there. */
export type PartFolder = RunFolder & { readonly complete: boolean };

/**
 * Opens the folder of a part: new, interrupted or finished.
 *
 * @throws InputError where it holds another run or another part
 */
export async function openPartFolder(
  path: string,
  identity: RunIdentity,
  shard: Shard,
  restart: boolean,
): Promise<PartFolder> {
  if (restart) await rm(join(path, PART_FILE), { force: true });
  const earlier = await readPart(path);
  if (earlier !== undefined)
    requireSameRun(path, { ...earlier.identity, shard: earlier.shard }, { ...identity, shard });
  const folder = await openRunFolder(path, identity, { parse: parseResult }, restart, PART_WORK);
  if (folder.finished !== undefined) {
    await folder.close();
    throw new InputError(path, { expected: "an empty folder, or this part's", got: "a whole run" });
  }
  return { ...folder, complete: earlier !== undefined };
}

/** Says that a part is finished. */
export async function finishPart(
  folder: RunFolder,
  { rows, ...part }: Omit<Part, "rows"> & { readonly rows: ExampleRows },
): Promise<void> {
  const content = { schema: "ipswap-eval/safety-part/1", ...part, rows: storedRows(rows) };
  await writeAtomic(join(folder.path, PART_FILE), `${JSON.stringify(content)}\n`);
}

/** A finished part; undefined where the folder has none. */
export async function readPart(path: string): Promise<Part | undefined> {
  const file = join(path, PART_FILE);
  const bytes = await readBoundedIfPresent(file, { most: MOST_PART });
  if (bytes === undefined) return undefined;
  const content = parseJson(bytes.toString("utf8"), file, { most: MOST_PART });
  return checkedJson(content, partSchema, file, { expected: "what a part of a run wrote" }) as Part;
}

/** A file of a part's work, under a name that the program gives. */
export function readPartFile(path: string, folder: string, name: string): Promise<Buffer | undefined> {
  return readBoundedIfPresent(join(path, PART_WORK, folder, name), { most: MOST_FILE });
}

/** A file of a part's clean logits. */
export function readPartLogits(path: string, name: string): Promise<Buffer> {
  return readBounded(join(path, "logits", name), { most: MOST_FILE });
}

/** Bytes of a file of one condition at most: logits of 1.3 million images and 1,000 classes are more than this. */
const MOST_FILE = 2 ** 31 - 1;
