import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readMatrix } from "../../src/data/matrix.ts";
import { encodeNpy } from "../../src/data/npy.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "matrix-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(name: string, content: string | Uint8Array, key = "logits") {
  const path = join(folder, name);
  await writeFile(path, content);
  const { rows, columns, values } = await readMatrix(path, key);
  return { rows, columns, values: [...values] };
}

const expected = { rows: 2, columns: 2, values: [1, -2.5, 3e-3, 4] };

describe("the same table", () => {
  test.each([
    ["a.csv", "1,-2.5\n3e-3,4\n"],
    ["heading.csv", "cat,dog\r\n1, -2.5\r\n.003,+4.\r\n"],
    ["semicolons.csv", "1;-2.5\n\n3e-3;4"],
    ["tabs.tsv", "1\t-2.5\n3e-3\t4\n"],
    ["spaces.txt", "  1   -2.5\n 3e-3 4\n"],
    ["rows.jsonl", "[1, -2.5]\n[0.003, 4]\n"],
    ["objects.ndjson", '{"logits": [1, -2.5], "label": 0}\n{"label": 1, "logits": [0.003, 4]}\n'],
    ["array.npy", encodeNpy([2, 2], Float64Array.of(1, -2.5, 3e-3, 4))],
  ])("%s", async (name, content) => expect(await read(name, content)).toEqual(expected));
});

describe("a column", () => {
  test.each([
    ["labels.csv", "label\n3\n1\n"],
    ["labels.jsonl", "3\n1\n"],
    ["both.jsonl", '{"logits": [1, 2], "label": 3}\n{"logits": [1, 2], "label": 1}\n'],
    ["labels.npy", encodeNpy([2], Float64Array.of(3, 1), "int64")],
  ])("%s", async (name, content) =>
    expect(await read(name, content, "label")).toEqual({ rows: 2, columns: 1, values: [3, 1] }),
  );
});

test("NaN and infinities are numbers, for whoever uses them to refuse", async () => {
  expect((await read("nan.csv", "nan,inf\n-Infinity,1\n")).values).toEqual([NaN, Infinity, -Infinity, 1]);
});

describe("refuses, naming the line", () => {
  test.each([
    ["ragged.csv", "1,2\n3\n", "line 2: expected 2 numbers as in the rows above, but got 1"],
    ["words.csv", "1,2\n3,four\n", 'line 2: expected numbers, but got "four"'],
    ["hole.csv", "1,2\n3,,4\n", "line 2: expected numbers, but got an empty cell"],
    ["code.jsonl", "[1, 2]\nnot json\n", "line 2: expected numbers, but got a line that is not JSON"],
    ["key.jsonl", '{"probabilities": [1]}\n', 'line 1: expected numbers, but got an object without "logits"'],
    ["inherited.jsonl", '{"a": 1}\n', 'without "logits"'],
    ["string.jsonl", '["1", 2]\n', 'got "1"'],
    ["empty.csv", "\n\n", "at least one row"],
    ["cube.npy", encodeNpy([1, 1, 1], Float32Array.of(1)), "one or two dimensions"],
    ["model.pt", "x", "numpy.save"],
    ["noending", "1", "no ending"],
  ])("%s", async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
    await expect(read(name, content)).rejects.toThrow(name);
  });
  test("a missing file", async () => {
    await expect(readMatrix(join(folder, "missing.csv"), "logits")).rejects.toThrow("no such file");
  });
});
