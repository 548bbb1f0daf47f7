import { availableParallelism } from "node:os";
import { InputError } from "../../core/error.ts";
import { createWorkerPool, TimeoutError } from "../../core/worker-pool.ts";
import type { DecodedImage } from "./decode-image.ts";
import type { ImageReading } from "./image-reading.ts";
import { READ_TIME } from "./raw-image.ts";
import { type ImageFile, nameOf, REPLACE_FILE, readImage } from "./read-image.ts";
import { loadSharp } from "./sharp-decoder.ts";

/**
 * Where an image file is: under a path, or inside of something else, whose name says which one it is and whose bytes are
 * fetched when the image is read.
 */
export type ImageSource = string | { readonly subject: string; load(): Promise<Uint8Array> };

/** Reads image files, on worker threads: so many at the same time, and ahead of whoever computes on this thread. */
export interface ImageReader {
  /** Files that are read at the same time. */
  readonly threads: number;
  /** @throws InputError that names the file, also where decoding it takes longer than any image does */
  read(source: ImageSource): Promise<DecodedImage>;
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
  if (script === undefined) return { threads: 1, read: async (source) => readImage(await fetched(source), reading) };
  const pool = createWorkerPool<ImageFile, DecodedImage>({
    script,
    threads,
    workerData: reading,
    timeLimit: READ_TIME,
  });
  let libraries: Promise<unknown> | undefined;
  return {
    threads,
    async read(source) {
      // Native libraries have to be loaded here before they are in a thread, so that they outlive it.
      libraries ??= loadSharp();
      await libraries;
      const file = await fetched(source);
      try {
        return await pool.run(file);
      } catch (cause) {
        if (!(cause instanceof TimeoutError)) throw cause;
        const got = `one on which decoding does not end (${cause.message})`;
        throw new InputError(nameOf(file), { expected: "a whole image", got, remedy: REPLACE_FILE }, { cause });
      }
    },
  };
}

async function fetched(source: ImageSource): Promise<ImageFile> {
  return typeof source === "string" ? source : { subject: source.subject, bytes: await source.load() };
}

function compiledWorker(): URL | undefined {
  return import.meta.url.endsWith(".ts") ? undefined : new URL("./image-worker.js", import.meta.url);
}
