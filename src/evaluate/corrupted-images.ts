import type { Severity } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { corruptBatches } from "../data/corrupted.ts";
import { openCorruptionFiles, requireSameImages } from "../data/corruption-files.ts";
import { type Corruptor, type CorruptorOptions, createCorruptor } from "../data/corruptor.ts";
import type { CorruptedImagesPlan } from "./plan.ts";

/** Where corrupted images come from: made on the way, or read from files that somebody made. */
export interface CorruptedImages {
  readonly plan: CorruptedImagesPlan;
  /** Images `start`...`end` - 1 of a condition in batches, row-major [n, height, width, 3] each, in order. */
  read(id: string, severity: Severity, start: number, end: number, batch: number): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Corrupted on worker threads while the network looks at the batch before. */
export function generatedImages(
  dataset: Dataset,
  seed: number,
  settings: Omit<Extract<CorruptedImagesPlan, { from: "generator" }>, "from">,
  options: CorruptorOptions = {},
): CorruptedImages {
  // Threads are started when first needed: many a run has no corruption to make.
  let corruptor: Corruptor | undefined;
  return {
    plan: { from: "generator", ...settings },
    async *read(corruption, severity, start, end, batch) {
      corruptor ??= createCorruptor(options);
      const indices = Int32Array.from({ length: end - start }, (_, i) => start + i);
      const request = { dataset, indices, corruption, severity, seed, batch, corruptor };
      for await (const { pixels } of corruptBatches(request)) yield pixels;
    },
    async close() {
      await corruptor?.close();
    },
  };
}

/**
 * The published files of CIFAR-10-C and CIFAR-100-C, or what `ipswap-eval corrupt` wrote.
 *
 * @param dataset the whole test set that they were made from, in its order
 * @param ids corruptions that will be asked for
 * @throws InputError where a file is missing or damaged, or made from other images
 */
export async function imagesFromFiles(
  folder: string,
  dataset: Dataset,
  ids: readonly string[],
): Promise<CorruptedImages> {
  const files = await openCorruptionFiles(folder);
  try {
    requireSameImages(files, dataset);
    const missing = ids.find((id) => !files.ids.includes(id));
    if (missing !== undefined) {
      throw new InputError(folder, {
        expected: `${missing}.npy`,
        got: files.ids.map((id) => `${id}.npy`).join(", "),
        remedy: "Choose among these with `corruptions`.",
      });
    }
  } catch (error) {
    await files.close();
    throw error;
  }
  return {
    plan: { from: "files", sha256: sha256(JSON.stringify([files.ids, files.count, files.height]), files.labels) },
    async *read(id, severity, start, end, batch) {
      for (let from = start; from < end; from += batch) {
        yield await files.read(id, severity, from, Math.min(end, from + batch));
      }
    },
    close: () => files.close(),
  };
}
