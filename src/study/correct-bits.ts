import { unzipSync } from "fflate";
import { InputError } from "../core/error.ts";
import { decodeNpy } from "../data/npy.ts";

/** Which examples were right, as a cell stores it: in the data set's order, a bit each, the first in the highest place. */
export interface CorrectBits {
  readonly count: number;
  /** Base64. */
  readonly bits: string;
}

/** Largest array that is unpacked: 20 million examples. */
const MOST_BYTES = 2 ** 27;

/**
 * Which clean images were right, out of the per-example file that `safety` writes.
 *
 * @param npz bytes of `examples/<checkpoint>.npz`
 * @throws InputError where it lacks the arrays, or they do not go together
 */
export function correctOfExamples(npz: Uint8Array, path: string): CorrectBits {
  const wanted = ["index.npy", "clean/correct.npy"];
  const found = unzipSync(npz, {
    filter: ({ name, originalSize }) => wanted.includes(name) && originalSize <= MOST_BYTES,
  });
  const [index, correct] = wanted.map((name) => {
    if (found[name] === undefined) throw new InputError(path, { expected: `an array ${name}`, got: "none" });
    return decodeNpy(found[name], `${path}, ${name}`).data;
  });
  if (index.length !== correct.length) {
    throw new InputError(path, { expected: `${index.length} outcomes`, got: `${correct.length}` });
  }
  const inOrder = Array.from(index, Number)
    .map((place, row) => ({ place, right: Number(correct[row]) === 1 }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ right }) => right);
  return packBits(inOrder);
}

/** @example packBits([true, false, false, false, false, false, false, false, true]) // { count: 9, bits: base64 of 0x80 0x80 } */
export function packBits(values: readonly boolean[]): CorrectBits {
  const bytes = new Uint8Array(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries()) if (value) bytes[i >> 3] |= 0x80 >> (i & 7);
  return { count: values.length, bits: Buffer.from(bytes).toString("base64") };
}

/** 1 for each that was right. */
export function unpackBits({ count, bits }: CorrectBits): Uint8Array {
  const bytes = Buffer.from(bits, "base64");
  return Uint8Array.from({ length: count }, (_, i) => (bytes[i >> 3] >> (7 - (i & 7))) & 1);
}
