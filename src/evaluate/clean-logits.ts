import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { sha256 } from "../core/files.ts";
import { type Predictions, predictionsFromLogits } from "../core/predictions.ts";
import { decodeNpy, readNpy, writeNpy } from "../data/npy.ts";
import type { CheckpointResult } from "../result/safety-result.ts";
import type { ExampleRows } from "./example-rows.ts";

type StoredFile = CheckpointResult["logits"];

/** Rows of a set in its data's own order: anybody's labels, in the order of the files or records, pair with them. */
function ownOrder({ count, exampleId }: ExampleRows): Int32Array {
  const index = Int32Array.from({ length: count }, (_, row) => exampleId(row).index);
  return Int32Array.from(index.keys()).sort((a, b) => index[a] - index[b]);
}

/**
 * Clean logits of all checkpoints, in a format that any framework reads, and `ipswap-eval metrics` too:
 * `logits/<checkpoint>.npy` with `labels.npy` and `index.npy` (each row's place in the data's own order) beside them.
 */
export interface CleanLogits {
  /** @param logits row-major [count, classes], rows in the order of the set */
  write(checkpoint: string, logits: Float32Array): Promise<void>;
  /** The predictions that were written, rows in the data's own order, and the file. */
  read(checkpoint: string): Promise<{ readonly predictions: Predictions; readonly file: StoredFile }>;
}

/** @param folder folder of the run */
export function cleanLogits(folder: string, dataset: ExampleRows): CleanLogits {
  const order = ownOrder(dataset);
  const classes = dataset.classes.length;
  const labels = order.map((row) => dataset.labels[row]);
  const pathOf = (checkpoint: string) => `logits/${checkpoint}.npy`;
  return {
    async write(checkpoint, logits) {
      const ordered = new Float32Array(logits.length);
      order.forEach((row, place) => {
        ordered.set(logits.subarray(row * classes, (row + 1) * classes), place * classes);
      });
      await writeNpy(join(folder, pathOf(checkpoint)), [dataset.count, classes], ordered);
      await writeNpy(join(folder, "logits", "labels.npy"), [dataset.count], labels);
      const index = order.map((row) => dataset.exampleId(row).index);
      await writeNpy(join(folder, "logits", "index.npy"), [dataset.count], index);
    },
    async read(checkpoint) {
      const bytes = await readFile(join(folder, pathOf(checkpoint)));
      const logits = decodeNpy(bytes).data as Float32Array;
      return {
        predictions: predictionsFromLogits(logits, labels, classes),
        file: { path: pathOf(checkpoint), bytes: bytes.length, sha256: sha256(bytes) },
      };
    },
  };
}

/**
 * What a finished run stored of one checkpoint, in the set's order: its first `count` examples.
 *
 * @param path file of its clean logits
 * @throws InputError where the file does not have the set's examples and classes
 */
export async function storedPredictions(path: string, dataset: Dataset, count: number): Promise<Predictions> {
  const { shape, data } = await readNpy(path);
  const classes = dataset.classes.length;
  if (shape[0] !== dataset.count || shape[1] !== classes) {
    throw new InputError(path, {
      expected: `logits of ${dataset.count} examples and ${classes} classes`,
      got: `[${shape.join(", ")}]`,
      remedy: "Measure again with `restart`.",
    });
  }
  const logits = new Float32Array(count * classes);
  ownOrder(dataset).forEach((row, place) => {
    if (row >= count) return;
    logits.set((data as Float32Array).subarray(place * classes, (place + 1) * classes), row * classes);
  });
  return predictionsFromLogits(logits, dataset.labels.subarray(0, count), classes);
}
