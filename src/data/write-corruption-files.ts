import { join } from "node:path";
import { SEVERITIES } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { CHANNELS } from "../core/image.ts";
import { openRunFolder } from "../core/run-folder.ts";
import { corruptBatches } from "./corrupted.ts";
import { LABELS_FILE } from "./corruption-files.ts";
import { type CorruptionFilesSettings, claimFolder } from "./corruption-folder.ts";
import type { Corruptor } from "./corruptor.ts";
import { writeNpy } from "./npy.ts";
import { createNpyWriter } from "./npy-writer.ts";

export interface CorruptionFilesRequest {
  readonly folder: string;
  readonly dataset: Dataset;
  readonly ids: readonly string[];
  readonly settings: Omit<CorruptionFilesSettings, "format" | "dataset" | "sha256">;
  readonly corruptor: Corruptor;
  readonly batch?: number;
  /** Told after each batch: the corruption, and images done of all, those of finished files included. */
  readonly onProgress?: (id: string, done: number, total: number) => void;
}

/**
 * Writes corrupted images in the official layout (see `CorruptionFiles`). Each file appears when it is whole; a second
 * run writes those that are still missing.
 *
 * @returns which files were written and which were there already
 * @throws InputError where the folder holds images of other settings or of unknown origin
 */
export async function writeCorruptionFiles(
  request: CorruptionFilesRequest,
): Promise<{ readonly written: readonly string[]; readonly kept: readonly string[] }> {
  const { folder, dataset, settings } = request;
  const run = await openRunFolder(folder, { discard: [] }, async () => ({
    present: await claimFolder(folder, { dataset: dataset.name, sha256: dataset.sha256, ...settings }),
  }));
  try {
    return await writeMissing(request, run.present);
  } finally {
    await run.close();
  }
}

async function writeMissing(
  request: CorruptionFilesRequest,
  present: ReadonlySet<string>,
): Promise<{ readonly written: readonly string[]; readonly kept: readonly string[] }> {
  const { folder, dataset, ids, onProgress } = request;
  const total = ids.length * SEVERITIES.length * dataset.count;
  const labels = dataset.trueLabels;
  const repeated = Int32Array.from({ length: SEVERITIES.length * labels.length }, (_, i) => labels[i % labels.length]);
  await writeNpy(
    join(folder, LABELS_FILE),
    [repeated.length],
    repeated,
    dataset.classes.length <= 256 ? "uint8" : "int32",
  );

  const written: string[] = [];
  const kept: string[] = [];
  let done = 0;
  for (const id of ids) {
    if (present.has(`${id}.npy`)) {
      kept.push(id);
      done += SEVERITIES.length * dataset.count;
      onProgress?.(id, done, total);
      continue;
    }
    await writeImages(request, id, (count) => {
      done += count;
      onProgress?.(id, done, total);
    });
    written.push(id);
  }
  return { written, kept };
}

async function writeImages(
  request: CorruptionFilesRequest,
  id: string,
  onBatch: (count: number) => void,
): Promise<void> {
  const { folder, dataset, settings, corruptor, batch = 256 } = request;
  const { count, height, width } = dataset;
  const shape = [SEVERITIES.length * count, height, width, CHANNELS];
  const writer = await createNpyWriter(join(folder, `${id}.npy`), "uint8", shape);
  try {
    for (const severity of SEVERITIES) {
      const indices = Int32Array.from({ length: count }, (_, i) => i);
      const wanted = { dataset, indices, corruption: id, severity, seed: settings.seed, batch, corruptor };
      for await (const corrupted of corruptBatches(wanted)) {
        await writer.write(corrupted.pixels);
        onBatch(corrupted.count);
      }
    }
  } catch (error) {
    await writer.abandon();
    throw error;
  }
  await writer.finish();
}
