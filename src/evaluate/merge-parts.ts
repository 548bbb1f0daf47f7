import { basename, join } from "node:path";
import { conditionKey } from "../core/condition.ts";
import { describeDifferences, differences } from "../core/differences.ts";
import { Incomparable, InputError } from "../core/error.ts";
import { writeAtomic } from "../core/files.ts";
import type { NetworkIdentity } from "../model/network.ts";
import { parseResult } from "../result/read-result.ts";
import { type Result, reliabilitySchema } from "../result/safety-result.ts";
import { assemble } from "./assemble.ts";
import { rowsOf } from "./example-rows.ts";
import { fileName } from "./file-name.ts";
import { type Part, readPart, readPartFile, readPartLogits } from "./part-folder.ts";
import { plannedConditions } from "./plan.ts";
import { openRunFolder } from "./run-folder.ts";

/**
 * Joins the parts of a run to the files of a single one, the same to the byte, without networks or images. Files are copied
 * one at a time: memory does not grow with the number of parts.
 *
 * @throws Incomparable where a part is missing or not finished, there twice, or of another run or version
 */
export async function mergeParts(paths: readonly string[], out: string): Promise<Result> {
  const part = await requireWhole(paths);
  const { identity } = part;
  const folder = await openRunFolder(out, identity, { parse: parseResult }, false);
  try {
    if (folder.finished !== undefined) return folder.finished;
    for (const checkpoint of identity.checkpoints) {
      await copyCheckpoint(paths, checkpoint, part, { logits: join(out, "logits"), work: folder.workOf(checkpoint) });
    }
    const rows = rowsOf(part.rows, identity.data);
    const run = { plan: identity.plan, rows, checkpoints: identity.checkpoints, folder };
    return await assemble(run, identity, part.command ?? undefined);
  } finally {
    await folder.close();
  }
}

/** One of the parts, where all of them are there. */
async function requireWhole(paths: readonly string[]): Promise<Part> {
  const found = new Map<number, string>();
  let first: Part | undefined;
  for (const path of paths) {
    const part = await readPart(path);
    if (part === undefined) {
      throw new Incomparable(`${path} has no part.json: this part was not finished, or is none. Run it to its end.`);
    }
    first ??= part;
    const { index, count } = part.shard;
    const list = differences(comparable(first), comparable(part));
    if (list.length > 0) {
      throw new Incomparable(`${paths[0]} and ${path} are parts of different runs: ${describeDifferences(list)}`);
    }
    const other = found.get(index);
    if (other !== undefined) throw new Incomparable(`part ${index} of ${count} is in ${other} and in ${path}`);
    found.set(index, path);
  }
  if (first === undefined) throw new InputError("folders", { expected: "parts of a run", got: "none" });
  const { count } = first.shard;
  const missing = Array.from({ length: count }, (_, i) => i + 1).filter((index) => !found.has(index));
  if (missing.length === 0) return first;
  throw new Incomparable(`of ${count} parts these are missing: ${missing.join(", ")}`);
}

/** What all parts have in common. */
function comparable({ identity, command, rows, shard: { count } }: Part): object {
  return { ...identity, command, rows, parts: count };
}

/** Copies what was measured of a checkpoint to where a run of its own would have put it. */
async function copyCheckpoint(
  paths: readonly string[],
  checkpoint: NetworkIdentity,
  { identity: { plan } }: Part,
  to: { readonly logits: string; readonly work: string },
): Promise<void> {
  const work = basename(to.work);
  const copy = async (name: string): Promise<Buffer> => {
    for (const path of paths) {
      const bytes = await readPartFile(path, work, name);
      if (bytes === undefined) continue;
      await writeAtomic(join(to.work, name), bytes);
      return bytes;
    }
    throw new Incomparable(`no part has ${name} of ${checkpoint.name}: a part's folder is not whole`);
  };
  await copy("reading.json");
  const { gradientUnavailable } = reliabilitySchema.parse(
    JSON.parse((await copy("reliability.json")).toString("utf8")),
  );
  for (const condition of plannedConditions(plan, gradientUnavailable === null)) {
    for (const kind of ["json", "npz"]) await copy(`${conditionKey(condition)}.${kind}`);
  }
  const logits = await holder(paths, work);
  for (const name of [`${fileName(checkpoint.name)}.npy`, "labels.npy", "index.npy"]) {
    await writeAtomic(join(to.logits, name), await readPartLogits(logits, name));
  }
}

/** The part that measured a checkpoint's clean images. */
async function holder(paths: readonly string[], work: string): Promise<string> {
  for (const path of paths) if ((await readPartFile(path, work, "clean.json")) !== undefined) return path;
  throw new Incomparable("no part measured the clean images");
}
