import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromFloat16, toFloat16 } from "../../src/core/float16.ts";
import { decodeNpy, encodeNpy, readNpy, writeNpy } from "../../src/data/npy.ts";
import { openNpy } from "../../src/data/npy-file.ts";
import { createNpyWriter } from "../../src/data/npy-writer.ts";

/** Bytes laid out by hand, as the format's specification says. */
function npy(header: string, elements: readonly number[] = [], version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const size = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...new TextEncoder().encode("NUMPY"), version, 0, ...size, ...text, ...elements]);
}
const dictionary = (descr: string, shape: string, fortran = "False") =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "npy-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("reading", () => {
  test.each([
    ["<f4", [0, 0, 128, 63], 1],
    [">f4", [63, 128, 0, 0], 1],
    ["<f8", [0, 0, 0, 0, 0, 0, 240, 63], 1],
    ["<f2", [0, 0xc0], -2],
    ["<i4", [254, 255, 255, 255], -2],
    [">i4", [0, 0, 1, 0], 256],
    ["<i8", [254, 255, 255, 255, 255, 255, 255, 255], -2],
    [">i8", [0, 0, 0, 0, 0, 0, 1, 0], 256],
    ["|u1", [255], 255],
    ["|i1", [255], -1],
    [">u2", [1, 0], 256],
    ["|b1", [1], 1],
  ])("%s", (descr, bytes, value) => {
    expect([...decodeNpy(npy(dictionary(descr, "(1,)"), bytes)).data]).toEqual([value]);
  });

  test("Fortran order becomes C order", () => {
    // The 2 x 3 array [[1, 2, 3], [4, 5, 6]] with the first index fastest.
    const { shape, data } = decodeNpy(npy(dictionary("|u1", "(2, 3)", "True"), [1, 4, 2, 5, 3, 6]));
    expect(shape).toEqual([2, 3]);
    expect([...data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("versions 2 and 3, a scalar, an empty array, keys in another order", () => {
    expect([...decodeNpy(npy(dictionary("|u1", "()"), [7], 2)).data]).toEqual([7]);
    expect(decodeNpy(npy(dictionary("<f4", "(0, 3)"), [], 3)).shape).toEqual([0, 3]);
    const { shape } = decodeNpy(npy("{'shape': (2L, 1L), 'fortran_order': False, 'descr': '|u1'}", [1, 2]));
    expect(shape).toEqual([2, 1]);
  });

  test.each([
    ["empty file", new Uint8Array(0), "an empty file"],
    ["other file", new TextEncoder().encode("PK\u0003\u0004 not an array"), "x93NUMPY"],
    ["version", npy(dictionary("|u1", "(1,)"), [1], 9), "9.0"],
    ["header beyond the file", npy(dictionary("|u1", "(1,)")).subarray(0, 30), "cut short"],
    ["cut short", npy(dictionary("<f4", "(2,)"), [0, 0, 0, 0]), "cut short"],
    ["trailing bytes", npy(dictionary("|u1", "(1,)"), [1, 2]), "Something follows"],
    ["pickled objects", npy(dictionary("|O", "(1,)"), [1]), "never loaded"],
    ["text", npy(dictionary("<U3", "(1,)"), [1]), "dtype '<U3'"],
    ["records", npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"), "plain numeric array"],
    ["code in the header", npy("{'descr': __import__('os'), 'fortran_order': False, 'shape': (1,)}"), "header of"],
    ["key twice", npy("{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", [1]), "header of"],
    ["after the dictionary", npy(`${dictionary("|u1", "(1,)").trim()} 1`, [1]), "header of"],
    ["huge shape", npy(dictionary("<f8", "(9007199254740991, 9007199254740991)")), "memory"],
    ["negative", npy(dictionary("<f8", "(-1,)")), "header of"],
  ])("refuses: %s", (_name, bytes, message) => {
    expect(() => decodeNpy(bytes, "x.npy")).toThrow(message);
    expect(() => decodeNpy(bytes, "x.npy")).toThrow("x.npy");
  });

  test("refuses a 64-bit integer that a double cannot hold, naming it", () => {
    const bytes = npy(dictionary("<i8", "(2,)"), [1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 32, 0]);
    expect(() => decodeNpy(bytes, "x.npy")).toThrow("x.npy, element 1");
  });

  test("any header text either parses or is refused as the user's", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", maxLength: 200 }), (text) => {
        try {
          decodeNpy(npy(text), "x.npy");
        } catch (error) {
          expect((error as Error).name).toBe("InputError");
        }
      }),
    );
  });
});

describe("writing", () => {
  test("gives the bytes that NumPy gave", async () => {
    for (const name of ["tied.logits.npy", "tied.labels.npy", "two-examples.logits.npy"]) {
      const bytes = new Uint8Array(await readFile(new URL(`../fixtures/metrics/${name}`, import.meta.url)));
      const { shape, data } = decodeNpy(bytes, name);
      expect(encodeNpy(shape, data)).toEqual(bytes);
    }
  });

  test.each(["float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint32", "bool"] as const)(
    "%s comes back",
    (dtype) => {
      const values = Float64Array.of(0, 1, 1, 0, 1, 0);
      const { data, ...rest } = decodeNpy(encodeNpy([3, 2], values, dtype));
      expect(rest).toEqual({ dtype, shape: [3, 2] });
      expect([...data]).toEqual([...values]);
    },
  );

  test("refuses a shape that does not hold the data", () => {
    expect(() => encodeNpy([2, 2], Float32Array.of(1))).toThrow("4 elements, not 1");
  });
});

describe("files", () => {
  test("written whole, read whole", async () => {
    const path = join(folder, "whole.npy");
    await writeNpy(path, [2, 2], Float32Array.of(1, 2, 3, 4));
    expect((await readNpy(path)).data).toEqual(Float32Array.of(1, 2, 3, 4));
    await expect(readNpy(path, 15)).rejects.toThrow("at most 15 bytes");
  });

  test("written in pieces, read by rows", async () => {
    const path = join(folder, "pieces.npy");
    const writer = await createNpyWriter(path, "uint8", [3, 2]);
    await writer.write(Uint8Array.of(1, 2, 3));
    await writer.write([4, 5, 6]);
    await writer.finish();
    const whole = await readFile(path);
    expect(new Uint8Array(whole)).toEqual(encodeNpy([3, 2], Uint8Array.of(1, 2, 3, 4, 5, 6)));
    const file = await openNpy(path);
    expect([...(await file.readRows(1, 3))]).toEqual([3, 4, 5, 6]);
    await expect(file.readRows(2, 4)).rejects.toThrow(RangeError);
    await file.close();
  });

  test("an unfinished file leaves nothing behind", async () => {
    const inner = join(folder, "unfinished");
    const writer = await createNpyWriter(join(inner, "a.npy"), "uint8", [3]);
    await writer.write([1]);
    await expect(writer.finish()).rejects.toThrow("needs 3 elements");
    expect(await readdir(inner)).toEqual([]);
  });

  test("rows of a Fortran-ordered file are refused with a remedy", async () => {
    const path = join(folder, "fortran.npy");
    await writeFile(path, npy(dictionary("|u1", "(2, 3)", "True"), [1, 4, 2, 5, 3, 6]));
    const file = await openNpy(path);
    await expect(file.readRows(0, 1)).rejects.toThrow("ascontiguousarray");
    await file.close();
    expect([...(await readNpy(path)).data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("a missing file says so", async () => {
    await expect(readNpy(join(folder, "missing.npy"))).rejects.toThrow("no such file");
  });
});

describe("half precision", () => {
  test("every one of the 65,536 numbers survives", () => {
    const lost = Array.from({ length: 65536 }, (_, bits) => bits).filter((bits) => {
      const value = fromFloat16(bits);
      return !Number.isNaN(value) && toFloat16(value) !== bits;
    });
    expect(lost).toEqual([]);
  });
  test.each([
    [1 + 2 ** -11, 0x3c00], // halfway between 1 and the next: to even
    [1 + 3 * 2 ** -11, 0x3c02],
    [65519.99, 0x7bff],
    [65520, 0x7c00],
    [2 ** -25, 0],
    [2 ** -24, 1],
  ])("rounds %d", (value, bits) => expect(toFloat16(value)).toBe(bits));
});
