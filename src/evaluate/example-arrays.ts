import type { Dataset } from "../core/dataset.ts";
import { encodeNpy } from "../data/npy.ts";
import { encodeNpyText } from "../data/npy-text.ts";

/** Which example each row of a per-example file is, and its label: arrays by file name. */
export function exampleArrays({ count, labels, exampleId }: Dataset): Readonly<Record<string, Uint8Array>> {
  const ids = Array.from({ length: count }, (_, row) => exampleId(row));
  const named = ids.some(({ name }) => name !== undefined);
  return {
    "index.npy": encodeNpy(
      [count],
      Int32Array.from(ids, ({ index }) => index),
    ),
    ...(named && { "name.npy": encodeNpyText(ids.map(({ name }) => name ?? "")) }),
    "label.npy": encodeNpy([count], labels),
  };
}
