import { availableParallelism } from "node:os";
import { InputError } from "../../core/error.ts";
import { createWorkerPool, TimeoutError } from "../worker-pool.ts";
import type { DecodedImage } from "./decode-image.ts";
import type { ImageReading } from "./image-reading.ts";
import { READ_TIME } from "./raw-image.ts";
import { REPLACE_FILE, readImage } from "./read-image.ts";
import { loadSharp } from "./sharp-decoder.ts";

/** Reads image files, on worker threads: so many at the same time, and ahead of whoever computes on this thread. */
export interface ImageReader {
  /** Files that are read at the same time. */
  readonly threads: number;
  /** @throws InputError that names the file, also where decoding it takes longer than any image does */
  read(path: string): Promise<DecodedImage>;
}

/**
 * Threads are started with the first file, and end with the program. Where there can be none (the program runs from its
 * TypeScript sources, which Node 20's threads do not read), files are read on the caller's thread, without a time limit
 * for decoders in JavaScript.
 *
 * @param threads default: one per core
 * @param script the threads' program
 */
export function createImageReader(
  reading: ImageReading,
  threads = availableParallelism(),
  script = compiledWorker(),
): ImageReader {
  if (script === undefined) return { threads: 1, read: (path) => readImage(path, reading) };
  const pool = createWorkerPool<string, DecodedImage>({ script, threads, workerData: reading, timeLimit: READ_TIME });
  let libraries: Promise<unknown> | undefined;
  return {
    threads,
    async read(path) {
      // Native libraries have to be loaded here before they are in a thread, so that they outlive it.
      libraries ??= loadSharp();
      await libraries;
      try {
        return await pool.run(path);
      } catch (cause) {
        if (!(cause instanceof TimeoutError)) throw cause;
        const got = `one on which decoding does not end (${cause.message})`;
        throw new InputError(path, { expected: "a whole image", got, remedy: REPLACE_FILE }, { cause });
      }
    },
  };
}

function compiledWorker(): URL | undefined {
  return import.meta.url.endsWith(".ts") ? undefined : new URL("./image-worker.js", import.meta.url);
}
