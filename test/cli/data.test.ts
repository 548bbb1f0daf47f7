import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { main } from "../../src/cli/main.ts";
import type { DataDescription } from "../../src/data/description/describe-data.ts";
import { pillowFixture } from "../data/image/pillow.ts";
import { temporaryFolder } from "../data/temporary-folder.ts";
import { capturedIo } from "./captured-io.ts";

const { files } = pillowFixture();
const fileOf = (name: string) => files.get(name)?.file ?? "";
const solid = (side: number, red: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer();

async function describe(...args: readonly string[]) {
  const io = capturedIo();
  expect(await main(["data", ...args], io)).toBe(0);
  return io.out();
}

test("says what is in a folder of images: sizes, kinds, duplicates, what cannot be read, splits that share images", async () => {
  const [one, two, large] = await Promise.all([solid(4, 10), solid(4, 20), solid(6, 30)]);
  const folder = await temporaryFolder({
    "train/a/1.png": one,
    "train/a/2.png": two,
    "train/a/3.png": large,
    "train/b/1.png": two, // the pixels of another class
    "train/b/2.png": "broken",
    "val/a/1.png": one, // of the train split
    "val/b/1.png": fileOf("grey.png"),
    "val/b/2.png": fileOf("rgba.png"),
    "val/b/3.jpg": fileOf("exif.jpg"),
    "val/b/4.heic": "",
  });
  const description: DataDescription = JSON.parse(await describe(folder, "--json"));
  expect(description).toMatchObject({ kind: "folder", classes: ["a", "b"] });
  const [train, test] = description.splits;
  expect(train).toMatchObject({
    split: "train",
    count: 5,
    perClass: [3, 2],
    sizes: [
      { height: 4, width: 4, count: 3 },
      { height: 6, width: 6, count: 1 },
    ],
    unreadable: [{ name: "train/b/2.png", problem: "a file that is none" }],
    duplicates: [
      {
        images: [
          { index: 1, name: "train/a/2.png" },
          { index: 3, name: "train/b/1.png" },
        ],
        classes: [0, 1],
      },
    ],
  });
  expect(test).toMatchObject({ split: "test", count: 4, perClass: [1, 3], duplicates: [], unreadable: [] });
  expect(test.traits).toEqual({ grey: 1, transparent: 1, turned: 1, deep: 0 });
  expect(description.acrossSplits.map(({ images: [own, other] }) => [own.name, other.name])).toEqual([
    ["train/a/1.png", "val/a/1.png"],
  ]);
  expect(description.notes.join()).toContain("1 .heic");

  const text = await describe(`folder:${folder}`);
  expect(text).toContain("sizes: 4 x 4 (3), 6 x 6 (1)");
  expect(text).toContain("duplicates inside of the train split: 1, 1 of them with two labels");
  expect(text).toMatch(/^ {2}class {2}train {2}test\n {2}a {10}3 {5}1 {2}█+\n {2}b {10}2 {5}3 {2}█+$/m);
  expect(text).toContain("images: 3 in colour, 1 grey, 1 transparent in places, 1 turned (EXIF)");
  expect(text).toContain("train/b/1.png is train/a/2.png, labelled a and b");
  expect(text).toContain("Test images that the train split has too: 1");
});

test("draws some images of each class", async () => {
  const folder = await temporaryFolder({
    "a/1.png": await solid(200, 255),
    "a/2.png": await solid(7, 255),
    "b/1.png": await solid(64, 0),
  });
  const sheet = join(folder, "sheet.png");
  const text = await describe(folder, "--preview", sheet, "--preview-images", "2");
  expect(text).toContain("all images: 3 images, 1 to 2 of a class");
  const { data, info } = await sharp(await readFile(sheet))
    .raw()
    .toBuffer({ resolveWithObject: true });
  // A title row of 20 and a title column of 150 pixels, cells of 64 and a gap of 2.
  expect(info).toMatchObject({ width: 150 + 2 * 66, height: 20 + 2 * 66 });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
  expect([at(180, 50), at(250, 50), at(180, 120), at(250, 120)]).toEqual([
    [255, 0, 0],
    [255, 0, 0],
    [0, 0, 0],
    [255, 255, 255],
  ]);
});

test("says what the embedded set is", async () => {
  const { splits, acrossSplits }: DataDescription = JSON.parse(await describe("emoji", "--json"));
  expect(splits.map(({ split, sizes }) => [split, sizes.length])).toEqual([
    ["train", 1],
    ["test", 1],
  ]);
  expect(acrossSplits).toEqual([]);
});
