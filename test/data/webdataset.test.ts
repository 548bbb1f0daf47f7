import { copyFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { tarIndex } from "../../src/data/shards/tar-index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** From generate_containers.py: image i has the colour (i, 2 i, 3 i). */
const shards = fileURLToPath(new URL("../fixtures/data/shards", import.meta.url));

async function colours(spec: string, split: "train" | "test") {
  const set = await openDataset(spec, { split });
  const pixels = await set.read(Array.from({ length: set.count }, (_, i) => i));
  const each = Array.from({ length: set.count }, (_, i) => [...pixels.subarray(i * 48 + 45, i * 48 + 48)]);
  return { set, colours: each, classes: [...set.labels].map((label) => set.classes[label]) };
}
const colour = (i: number) => [i, 2 * i, 3 * i];

describe("WebDataset shards of Python's tarfile", () => {
  test("pax and GNU headers, long names, .cls and .json; the kind is found by looking", async () => {
    const { set, colours: found, classes } = await colours(shards, "train");
    expect(found).toEqual([1, 2, 3, 4].map(colour));
    expect(classes).toEqual(["cat", "dog", "cat", "dog"]);
    expect(set.classes).toEqual(["cat", "dog"]);
    expect(set.exampleId(1).name).toBe(`train-000000.tar/${"n".repeat(145)}é.png`);
    expect(set.exampleId(3).name).toBe(`train-000001.tar/folder/${"m".repeat(140)}.png`);
  });

  test("the other split, and what has no image is counted", async () => {
    const { set, colours: found, classes } = await colours(`webdataset:${shards}`, "test");
    expect([found, classes]).toEqual([[colour(10)], ["dog"]]);
    expect(set.notes?.()).toEqual(["Left out: 1 examples without an image in the archives."]);
  });

  test("one archive alone", async () => {
    const { colours: found, classes } = await colours(join(shards, "train-000000.tar"), "test");
    expect([found, classes]).toEqual([[1, 2, 3].map(colour), ["cat", "dog", "cat"]]);
  });
});

describe("is refused", () => {
  async function copied(name: string, change: (path: string) => Promise<void>): Promise<string> {
    const folder = await temporaryFolder({});
    await copyFile(join(shards, name), join(folder, name));
    await change(join(folder, name));
    return join(folder, name);
  }
  const rewrite = (change: (content: Buffer) => void) => async (path: string) => {
    const content = await readFile(path);
    change(content);
    await writeFile(path, content);
  };

  test.each<[string, (path: string) => Promise<void>, RegExp]>([
    [
      "cut inside a member",
      (path) => truncate(path, 700),
      /byte 0: .*of \d+ bytes, more than follow|damaged, cut short/,
    ],
    ["cut inside a header", (path) => truncate(path, 10), /test-000000.tar, byte 0: .*the end of the file/],
    ["empty", (path) => truncate(path, 0), /an empty file/],
    [
      "a header changed",
      rewrite((content) => content.write("X", 5)),
      /byte 0: expected a header of a tar archive, but got other bytes/,
    ],
    ["text", (path) => writeFile(path, "hello ".repeat(200)), /byte 0: expected a header/],
  ])("%s", async (_, change, message) => {
    const path = await copied("test-000000.tar", change);
    const opened = openDataset(`webdataset:${path}`, { split: "test" });
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  });

  test("a size that lies, its checksum put right", async () => {
    const path = await copied(
      "test-000000.tar",
      rewrite((content) => {
        content.write("77777777777\0", 124, "latin1");
        content.fill(" ", 148, 156);
        const sum = content.subarray(0, 512).reduce((total, byte) => total + byte, 0);
        content.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
      }),
    );
    await expect(tarIndex(path)).rejects.toThrow(/one of 8589934591 bytes, more than follow/);
  });

  test("a label that no class has, and an image without one", async () => {
    const folder = await temporaryFolder({ "classnames.txt": "cat\n" });
    await copyFile(join(shards, "train-000000.tar"), join(folder, "train-000000.tar"));
    await expect(openDataset(`webdataset:${folder}`, { split: "train" })).rejects.toThrow(/at least two classes.*cat/);
    await writeFile(join(folder, "classnames.txt"), "cat\ndog\n");
    const path = join(folder, "train-000000.tar");
    const content = await readFile(path);
    content.write("7", content.indexOf("a3.cls") + 512);
    await writeFile(path, content);
    await expect(openDataset(`webdataset:${folder}`, { split: "train" })).rejects.toThrow(
      /a3.png: expected one of 2 classes.*got "7"/,
    );
  });

  test("a split that has no shard, a folder without any", async () => {
    const folder = await temporaryFolder({ "x.txt": "" });
    await expect(openDataset(`webdataset:${folder}`, { split: "train" })).rejects.toThrow(/files called \*\.tar/);
    await copyFile(join(shards, "train-000000.tar"), join(folder, "train-000000.tar"));
    await expect(openDataset(`webdataset:${folder}`, { split: "test" })).rejects.toThrow(/files of the test split/);
  });
});
