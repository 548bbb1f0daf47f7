import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openRowStore } from "../../src/evaluate/row-store.ts";

const CONDITIONS = 2;
const CLASSES = 3;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "row-store-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** Rows first...first + count - 1 of each condition; every value is unique. */
const rowsOf = (first: number, count: number) =>
  Array.from({ length: CONDITIONS }, (_, condition) =>
    bytesOf(Float32Array.from({ length: count * CLASSES }, (_, i) => 1000 * condition + first * CLASSES + i)),
  );
const bytesOf = ({ buffer }: Float32Array) => new Uint8Array(buffer);

const open = () => openRowStore(folder, CONDITIONS, 4 * CLASSES);

async function filled(): Promise<void> {
  const store = await open();
  await store.append(rowsOf(0, 4));
  await store.append(rowsOf(4, 4));
  await store.append(rowsOf(8, 1));
}

async function expectRows(count: number): Promise<void> {
  const store = await open();
  expect(store.rows).toBe(count);
  for (let condition = 0; condition < CONDITIONS; condition++) {
    expect(await store.read(condition)).toEqual(rowsOf(0, count)[condition]);
  }
  // What is appended afterwards follows the last whole slice.
  await store.append(rowsOf(count, 2));
  const again = await open();
  expect(again.rows).toBe(count + 2);
  expect(await again.read(1)).toEqual(rowsOf(0, count + 2)[1]);
}

test("slices of every condition come back as one array each", async () => {
  await filled();
  await expectRows(9);
});

describe("is cut back to what is whole on disk", () => {
  const data = () => join(folder, "rows.bin");
  const slices = () => join(folder, "slices.jsonl");
  const SLICE = CONDITIONS * CLASSES * 4;

  test.each([
    ["a file shorter than its count, as after a power cut", () => truncate(data(), 9 * SLICE - 1), 8],
    ["a file shorter by several slices", () => truncate(data(), 3 * SLICE), 0],
    ["no file at all", () => rm(data()), 0],
    ["half a slice beyond the count, as after a full disk", async () => append(data(), "torn"), 9],
    ["a line cut in the middle", async () => truncate(slices(), (await readFile(slices())).length - 3), 8],
    ["a list that is no list", () => writeFile(slices(), "nonsense\n"), 0],
  ])("%s", async (_, damage, rows) => {
    await filled();
    await damage();
    await expectRows(rows);
  });

  test("a slice of the right length with other bytes: zeros where a block never reached the disk", async () => {
    await filled();
    const bytes = await readFile(data());
    bytes.fill(0, 5 * SLICE, 6 * SLICE);
    await writeFile(data(), bytes);
    await expectRows(4);
  });
});

test("a slice of another shape is refused", async () => {
  const store = await open();
  await expect(store.append([rowsOf(0, 1)[0]])).rejects.toThrow(RangeError);
  await expect(store.append([rowsOf(0, 1)[0], rowsOf(0, 2)[1]])).rejects.toThrow(RangeError);
});

async function append(path: string, text: string): Promise<void> {
  await writeFile(path, Buffer.concat([await readFile(path), Buffer.from(text)]));
}
