import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { createGroupCache } from "../../src/data/parquet/group-cache.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** From generate_containers.py: image i has the colour (i, 2 i, 3 i). */
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/data/${name}`, import.meta.url));

async function read(spec: string, split: "train" | "test") {
  const set = await openDataset(spec, { split });
  const pixels = await set.read(Array.from({ length: set.count }, (_, i) => i));
  return {
    set,
    colours: Array.from({ length: set.count }, (_, i) => [...pixels.subarray(i * 48 + 45, i * 48 + 48)]),
    classes: [...set.labels].map((label) => set.classes[label]),
  };
}
const colour = (i: number) => [i, 2 * i, 3 * i];

describe("Parquet files of pyarrow with the hub's metadata", () => {
  test("several files, row groups, Snappy, Zstandard, pages of both versions; the kind is found by looking", async () => {
    const { set, colours, classes } = await read(fixture("parquet"), "train");
    expect(colours).toEqual([1, 2, 3, 4].map(colour));
    expect([classes, set.classes]).toEqual([
      ["cat", "dog", "cat", "dog"],
      ["cat", "dog"],
    ]);
    expect(set.exampleId(2).name).toBe("train-00000-of-00002.parquet, row 2");
  });

  test("the other split, gzip; names are the metadata's though one class has no image", async () => {
    const { set, colours, classes } = await read(`parquet:${fixture("parquet")}`, "test");
    expect([colours, classes, set.classes]).toEqual([[colour(10)], ["dog"], ["cat", "dog"]]);
  });

  test("one file without metadata: a column of bytes and one of names", async () => {
    const { set, colours, classes } = await read(fixture("plain.parquet"), "test");
    expect([colours, classes, set.name]).toEqual([[5, 6].map(colour), ["dog", "cat"], "plain"]);
  });
});

const TRAIN = "parquet/data/train-00000-of-00002.parquet";

async function changed(change: (content: Buffer) => Buffer, of = TRAIN) {
  const folder = await temporaryFolder({});
  const path = join(folder, "set.parquet");
  await writeFile(path, change(await readFile(fixture(of))));
  return read(path === "" ? "" : `parquet:${path}`, "test");
}
const replaced = (from: string, to: string) => (content: Buffer) => {
  expect(content.indexOf(from, 0, "latin1")).toBeGreaterThan(-1);
  return Buffer.from(content.toString("latin1").replaceAll(from, to), "latin1");
};

describe("is refused", () => {
  test.each<[string, (content: Buffer) => Buffer, RegExp]>([
    [
      "cut short",
      (content) => content.subarray(0, -1),
      /set.parquet: expected a Parquet file, which begins and ends with PAR1/,
    ],
    ["cut in front", (content) => content.subarray(1), /begins and ends with PAR1/],
    ["empty", () => Buffer.alloc(0), /got 0 bytes/],
    [
      "a description longer than the file",
      (content) => {
        content.writeUInt32LE(2 ** 31, content.length - 8);
        return content;
      },
      /a description inside of the file, but got one of 2147483648 bytes/,
    ],
    [
      "a description of zeros",
      (content) => content.fill(0, content.length - 8 - content.readUInt32LE(content.length - 8), content.length - 8),
      /set.parquet/,
    ],
    ["pages of zeros", (content) => content.fill(0, 4, 300), /set.parquet/],
    ["pages of ones", (content) => content.fill(255, 4, 300), /set.parquet/],
    [
      "no column of images",
      replaced('{"_type": "Image"}', '{"_type": "Audio"}'),
      /a column of images \(bytes\), but got columns image, label/,
    ],
    ["metadata that is no JSON", replaced('{"info"', '["info"'), /set.parquet, huggingface/],
  ])("%s", async (_, change, message) => {
    const opened = changed(change);
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  });

  test("each byte of the description and of the pages' headers changed: an error of ours, or the same rows", async () => {
    const content = await readFile(fixture("plain.parquet"));
    let refused = 0;
    for (let at = 4; at < content.length - 8; at += 3) {
      const bytes = Buffer.from(content);
      bytes[at] ^= 0xff;
      const outcome = await changed(() => bytes, "plain.parquet").then(
        () => undefined,
        (error: unknown) => error,
      );
      if (outcome === undefined) continue;
      refused++;
      expect(outcome, `byte ${at}`).toBeInstanceOf(InputError);
    }
    expect(refused).toBeGreaterThan(20);
  });

  test("an image that is none is named by its row", async () => {
    const opened = changed(replaced("\x89PNG\r\n", "hello\r"), "plain.parquet");
    await expect(opened).rejects.toThrow(/set.parquet, row 0: expected .* image/);
  });

  test("a folder with several forms of the data", async () => {
    const folder = await temporaryFolder({ "a/x.txt": "", "b/x.txt": "" });
    await copyFile(fixture("plain.parquet"), join(folder, "a/0.parquet"));
    expect((await read(`parquet:${folder}`, "train")).classes).toEqual(["dog", "cat"]);
    await copyFile(fixture("plain.parquet"), join(folder, "b/0.parquet"));
    await expect(read(`parquet:${folder}`, "train")).rejects.toThrow(
      /several folders with such files: a, b.*one of them/,
    );
  });
});

test("groups that were asked for least lately are dropped first", async () => {
  const cache = createGroupCache(20);
  const reads: string[] = [];
  const get = (key: string) =>
    cache.get(key, async () => {
      reads.push(key);
      return [new Uint8Array(8)];
    });
  for (const key of ["a", "b", "a", "c", "a", "b"]) await get(key);
  // Two fit: c drops b, which is read once more.
  expect(reads).toEqual(["a", "b", "c", "b"]);
});
