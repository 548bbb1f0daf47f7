import { createHash } from "node:crypto";
import type { Dataset } from "../core/dataset.ts";
import { CHANNELS } from "../core/image.ts";
import { readAhead } from "./read-ahead.ts";

/** A labelled set whose hash has not been taken: what a reader returns, so that a subset hashes only its own images. */
export interface Records extends Omit<Dataset, "sha256"> {
  /** Why each of these records cannot be read; undefined where it can. Absent where reading was tried already. */
  unreadable?(indices: ArrayLike<number>): Promise<readonly (string | undefined)[]>;
  /** A text that is another one where the pixels of these records may be. Absent where that cannot be told. */
  fingerprint?(indices: ArrayLike<number>): Promise<string | undefined>;
}

/** Bytes of images handed from `read` to a running sum or hash at once. */
const CHUNK_BYTES = 4 * 1024 * 1024;

/**
 * Records whose pixels are in memory, row-major [count, height, width, 3]; `read` is a copy. Their own order is that of
 * the pixels.
 */
export function recordsInMemory(
  set: Omit<Records, "read" | "exampleId"> & Partial<Pick<Records, "exampleId">>,
  pixels: Uint8Array,
): Records {
  const size = set.height * set.width * CHANNELS;
  return {
    exampleId: (index) => ({ index: checkedIndex(index, set.count) }),
    ...set,
    read: async (indices) => {
      const images = new Uint8Array(indices.length * size);
      for (let i = 0; i < indices.length; i++) {
        const start = checkedIndex(indices[i], set.count) * size;
        images.set(pixels.subarray(start, start + size), i * size);
      }
      return images;
    },
  };
}

/** @throws RangeError where a caller asks for a record that is not there: a mistake of the program, not of the user */
export function checkedIndex(index: number, count: number): number {
  if (!(Number.isInteger(index) && index >= 0 && index < count)) {
    throw new RangeError(`record ${index} of a set of ${count}`);
  }
  return index;
}

/** All images in order, in pieces of bounded size. */
export async function* pixelChunks(records: Records): AsyncGenerator<Uint8Array> {
  const length = Math.max(1, Math.floor(CHUNK_BYTES / (records.height * records.width * CHANNELS)));
  function* slices() {
    for (let start = 0; start < records.count; start += length) {
      yield Int32Array.from({ length: Math.min(length, records.count - start) }, (_, i) => start + i);
    }
  }
  for await (const { pixels } of readAhead(records, slices())) yield pixels;
}

/**
 * Gives records their identity: SHA-256 over the line `height width count` (decimal, ended by a line feed), all pixels
 * (uint8, row-major [count, height, width, 3]) and all labels (int32, little-endian). Names, the split and the file
 * format are left out: equal data, equal hash, wherever it came from.
 */
export async function identified(records: Records): Promise<Dataset> {
  const hash = createHash("sha256");
  hash.update(`${records.height} ${records.width} ${records.count}\n`);
  for await (const chunk of pixelChunks(records)) hash.update(chunk);
  const labels = Buffer.alloc(records.count * 4);
  for (let i = 0; i < records.count; i++) labels.writeInt32LE(records.labels[i], i * 4);
  hash.update(labels);
  return { ...records, sha256: hash.digest("hex") };
}
