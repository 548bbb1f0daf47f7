import { zipSync } from "fflate";
import { expect, test } from "vitest";
import { encodeNpy } from "../../src/data/npy.ts";
import { correctOfExamples, packBits, unpackBits } from "../../src/study/correct-bits.ts";

test("worked by hand", () => {
  // 1000 0000 1000 0000
  expect(packBits([true, ...Array(7).fill(false), true])).toEqual({
    count: 9,
    bits: Buffer.from([0x80, 0x80]).toString("base64"),
  });
});

test("what was packed comes back", () => {
  const values = Array.from({ length: 29 }, (_, i) => i % 3 === 0);
  expect([...unpackBits(packBits(values))]).toEqual(values.map(Number));
});

test("outcomes come in the order of the data set", () => {
  const npz = zipSync({
    "index.npy": encodeNpy([3], Int32Array.of(2, 0, 1)),
    "clean/correct.npy": encodeNpy([3], Uint8Array.of(1, 0, 1)),
  });
  // Example 0 was wrong, 1 and 2 were right.
  expect([...unpackBits(correctOfExamples(npz, "e.npz"))]).toEqual([0, 1, 1]);
  expect(() => correctOfExamples(zipSync({}), "e.npz")).toThrow(/e.npz: expected an array index.npy/);
});
