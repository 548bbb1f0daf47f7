import type { Dataset } from "../core/dataset.ts";
import { inOrder } from "../core/in-order.ts";

/** Some images of a set, read together. */
export interface ImageSlice {
  readonly indices: Int32Array;
  /** Row-major [indices.length, height, width, 3], in [0, 255]. */
  readonly pixels: Uint8Array;
}

/** Reads slices of a set in turn, the next one while the caller works on one. */
export function readAhead(
  dataset: Pick<Dataset, "read">,
  slices: Iterable<Int32Array>,
): AsyncGenerator<ImageSlice, void, undefined> {
  function* tasks() {
    for (const indices of slices) yield async () => ({ indices, pixels: await dataset.read(indices) });
  }
  return inOrder(tasks(), 1);
}
