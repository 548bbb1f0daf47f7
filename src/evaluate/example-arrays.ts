import { encodeNpy } from "../data/npy.ts";
import { encodeNpyText } from "../data/npy-text.ts";
import { type ExampleRows, storedRows } from "./example-rows.ts";

/** Which example each row of a per-example file is, and its label: arrays by file name. */
export function exampleArrays(rows: ExampleRows): Readonly<Record<string, Uint8Array>> {
  const { index, name } = storedRows(rows);
  return {
    "index.npy": encodeNpy([rows.count], Int32Array.from(index)),
    ...(name && { "name.npy": encodeNpyText(name) }),
    "label.npy": encodeNpy([rows.count], rows.labels),
  };
}
