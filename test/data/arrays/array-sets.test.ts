import { copyFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../../src/data/npy.ts";
import { openDataset } from "../../../src/data/open-dataset.ts";

/** From generate_arrays.py. */
const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/data/${name}`, import.meta.url));
const folder = fixture("");

/** What generate_arrays.py says that a pixel is. */
const pixel = (i: number, y: number, x: number, c: number) => (31 * i + 7 * y + 3 * x + 17 * c) % 256;

function expected(start: number, count: number, grey: boolean): number[] {
  const pixels: number[] = [];
  for (let i = start; i < start + count; i++) {
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 6; x++) for (let c = 0; c < 3; c++) pixels.push(pixel(i, y, x, grey ? 0 : c));
    }
  }
  return pixels;
}

const GREY = "The images are grey: each is shown with three equal channels.";

describe("images in arrays", () => {
  test.each([
    ["Keras' archive", `npz:${fixture("keras.npz")}`, true, 4],
    ["MedMNIST's archive", `npz:${fixture("medmnist.npz")}`, false, 5],
    ["MNIST's files", `idx:${folder}`, true, 4],
  ])("%s", async (_, spec, grey, classes) => {
    for (const [split, start, count, labels] of [
      ["train", 0, 5, [0, 1, 2, 0, 3]],
      ["test", 100, 3, [1, 2, 0]],
    ] as const) {
      const set = await openDataset(spec, { split });
      expect([set.count, set.height, set.width]).toEqual([count, 4, 6]);
      expect([...set.labels]).toEqual(labels);
      // The test split has three of the classes; which there are is said by all splits.
      expect(set.classes).toEqual(Array.from({ length: classes }, (_, k) => `${k}`));
      const rows = Array.from({ length: count }, (_, row) => row);
      expect([...(await set.read(rows))]).toEqual(expected(start, count, grey));
      expect(set.notes?.() ?? []).toEqual(grey ? [GREY] : []);
    }
  });

  test("with channels first are the same images, and equal data have equal hashes", async () => {
    const last = await openDataset(`npz:${fixture("medmnist.npz")}`, { split: "test" });
    const first = await openDataset(`npz:${fixture("channels-first.npz")}`, { split: "test" });
    expect(first.sha256).toBe(last.sha256);
    const keras = await openDataset(`npz:${fixture("keras.npz")}`, { split: "test" });
    expect((await openDataset(`idx:${folder}`, { split: "test" })).sha256).toBe(keras.sha256);
  });
});

async function npz(arrays: Record<string, Uint8Array>): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), "ipswap-eval-npz-")), "set.npz");
  const entries = Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes]);
  await writeFile(path, zipSync(Object.fromEntries(entries), { level: 0 }));
  return `npz:${path}`;
}

const bytes = (count: number) => new Uint8Array(count);
const IMAGES = encodeNpy([2, 2, 2], bytes(8));

test.each([
  [
    "the split's arrays are not there",
    { x_train: IMAGES, y_train: encodeNpy([2], bytes(2)) },
    /x_test and y_test.*got arrays called x_train, y_train/,
  ],
  ["no array", {}, /got no array/],
  [
    "floats, whose white is unknown",
    { x_test: encodeNpy([2, 2, 2], new Float32Array(8)), y_test: encodeNpy([2], bytes(2)) },
    /x_test: expected pixels as bytes.*uint8/,
  ],
  [
    "vectors",
    { x_test: encodeNpy([2, 4], bytes(8)), y_test: encodeNpy([2], bytes(2)) },
    /expected images of shape .*got \[2, 4\]/,
  ],
  [
    "two channels",
    { x_test: encodeNpy([2, 2, 2, 2], bytes(16)), y_test: encodeNpy([2], bytes(2)) },
    /got \[2, 2, 2, 2\]/,
  ],
  ["no image", { x_test: encodeNpy([0, 2, 2], bytes(0)), y_test: encodeNpy([0], bytes(0)) }, /got \[0, 2, 2\]/],
  ["too few labels", { x_test: IMAGES, y_test: encodeNpy([1], bytes(1)) }, /y_test: expected 2 labels.*got 1/],
  [
    "several labels for an image",
    { x_test: IMAGES, y_test: encodeNpy([2, 14], bytes(28)) },
    /one label for each image/,
  ],
  [
    "a label below zero",
    { x_test: IMAGES, y_test: encodeNpy([2], Int32Array.of(0, -1)) },
    /y_test, row 1: expected a whole number.*got -1/,
  ],
  [
    "a label that is no number of a class",
    { x_test: IMAGES, y_test: encodeNpy([2], Float32Array.of(0, 2 ** 30)) },
    /row 1: expected a whole number/,
  ],
])("an archive is refused: %s", async (_, arrays, message) => {
  await expect(openDataset(await npz(arrays), { split: "test" })).rejects.toThrow(message);
});

describe("IDX files are refused", () => {
  const NAMES = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz"];

  async function damaged(change: (folder: string) => Promise<void>) {
    const target = await mkdtemp(join(tmpdir(), "ipswap-eval-idx-"));
    for (const name of NAMES) await copyFile(fixture(name), join(target, name));
    await change(target);
    return openDataset(`idx:${target}`, { split: "test" });
  }
  const rewrite = (change: (content: Buffer) => Buffer) => (target: string) =>
    readFile(join(target, NAMES[0])).then((content) => writeFile(join(target, NAMES[0]), change(content)));

  test.each([
    ["cut short", rewrite((content) => content.subarray(0, -1)), /expected 72 bytes after the header.*got 71/],
    [
      "with a lying header",
      rewrite((content) => Buffer.concat([content.subarray(0, 4), bytes(4).fill(0xff), content.subarray(8)])),
      /expected \d+ bytes after/,
    ],
    [
      "of floats",
      rewrite((content) => Buffer.concat([Buffer.of(0, 0, 0x0d), content.subarray(3)])),
      /unsigned bytes \(type 0x08\), but got type 0xd/,
    ],
    ["that are none", rewrite(() => Buffer.from("hello")), /expected an IDX file/],
    ["that are empty", rewrite(() => Buffer.alloc(0)), /expected an IDX file/],
    ["packed and damaged", rewrite((content) => gzipSync(content).subarray(0, 30)), /expected a whole gzip file/],
    [
      "of several sets",
      (target: string) => copyFile(fixture(NAMES[0]), join(target, `emnist-letters-${NAMES[0]}`)),
      /one file of images.*got .*folder of their own/s,
    ],
  ])("%s", async (_, change, message) => {
    await expect(damaged(change as (folder: string) => Promise<void>)).rejects.toThrow(message);
  });

  test("where the split's files or the folder are missing", async () => {
    const empty = await mkdtemp(join(tmpdir(), "ipswap-eval-idx-"));
    await expect(openDataset(`idx:${empty}`, { split: "test" })).rejects.toThrow(/such as t10k-images-idx3-ubyte/);
    await expect(openDataset(`idx:${join(empty, "no")}`, { split: "test" })).rejects.toThrow(/got nothing there/);
  });
});

test("a packed file beside the unpacked one is not another set", async () => {
  const target = await mkdtemp(join(tmpdir(), "ipswap-eval-idx-"));
  const labels = await readFile(fixture("t10k-labels-idx1-ubyte.gz"));
  await copyFile(fixture("t10k-images-idx3-ubyte"), join(target, "t10k-images-idx3-ubyte"));
  await writeFile(join(target, "t10k-labels-idx1-ubyte.gz"), labels);
  await writeFile(join(target, "t10k-labels-idx1-ubyte"), gunzipSync(labels));
  expect((await openDataset(`idx:${target}`, { split: "test" })).count).toBe(3);
});
