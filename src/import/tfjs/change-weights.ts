import { elementCount } from "../../core/element-count.ts";
import { InputError } from "../../core/error.ts";
import type { WeightChange } from "../shared/weight-change.ts";
import { storedSize, type WeightEntry } from "./weight-manifest.ts";

/**
 * The bytes of a group of weights with other values in them.
 *
 * @throws InputError where weights are not stored in single precision: their values cannot be put back as they are
 */
export function changeWeights(
  bytes: Buffer,
  entries: readonly WeightEntry[],
  change: WeightChange,
  path: string,
): Buffer {
  const result = Buffer.from(bytes);
  let start = 0;
  for (const entry of entries) {
    const { name, shape, dtype, quantization } = entry;
    const size = storedSize(entry);
    if (quantization !== undefined || dtype === "float16") {
      throw new InputError(`${path}, weight ${name}`, {
        expected: "single precision, to give it other values",
        got: quantization?.dtype ?? dtype,
      });
    }
    if (dtype === "float32") {
      // A copy of its own, so that the floats are aligned.
      const values = new Float32Array(
        new Uint8Array(bytes.subarray(start, start + size)).buffer,
        0,
        elementCount(shape),
      );
      const changed = change(name, shape, values);
      result.set(new Uint8Array(changed.buffer, changed.byteOffset, changed.byteLength), start);
    }
    start += size;
  }
  return result;
}
