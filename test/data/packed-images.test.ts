import { readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type OpenOptions, openDataset } from "../../src/data/open-dataset.ts";
import { pillowFixture } from "./image/pillow.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const { files } = pillowFixture();
const fileOf = (name: string) => files.get(name)!.file;

const PHOTOGRAPHS = {
  "data/a/1.jpg": fileOf("420.jpg"),
  "data/a/2.png": fileOf("rgba.png"),
  "data/b/1.jpg": fileOf("exif.jpg"),
  "data/b/2.png": fileOf("grey.png"),
};

/** Opens the set with packs of any size, and says how often one was made. */
async function opened(folder: string, options: Partial<OpenOptions> = {}, most?: number) {
  const made: string[] = [];
  const place = { folder: join(folder, "packs"), least: 0, onPack: (path: string) => made.push(path) };
  const packs = { ...place, ...(most !== undefined && { most }) };
  const data = `folder:${join(folder, "data")}`;
  const dataset = await openDataset(data, { split: "test", mixed: true, packs, ...options });
  return { dataset, made };
}

const packsOf = (folder: string) => readdir(join(folder, "packs")).catch(() => []);

test("images and what is said of them are the same with a pack, from the next run's too", async () => {
  const folder = await temporaryFolder(PHOTOGRAPHS);
  const plain = await openDataset(`folder:${join(folder, "data")}`, { split: "test", mixed: true });
  const first = await opened(folder);
  const second = await opened(folder);
  expect([first.made.length, second.made.length]).toEqual([1, 0]);
  for (const { dataset } of [first, second]) {
    expect(dataset.sha256).toBe(plain.sha256);
    expect(dataset.notes?.()).toEqual(plain.notes?.());
    for (const indices of [[0, 1, 2, 3], [3, 1], [2]]) {
      expect(await dataset.read(indices)).toEqual(await plain.read(indices));
    }
  }
  expect(await packsOf(folder)).toHaveLength(1);
});

test("images come from the pack: files may be gone by then", async () => {
  const folder = await temporaryFolder(PHOTOGRAPHS);
  const { dataset } = await opened(folder);
  const before = await dataset.read([0, 1, 2, 3]);
  for (const name of Object.keys(PHOTOGRAPHS)) await rm(join(folder, name));
  expect(await dataset.read([0, 1, 2, 3])).toEqual(before);
});

test("another file, another way of reading or another choice is another pack", async () => {
  const folder = await temporaryFolder(PHOTOGRAPHS);
  await opened(folder);
  expect((await opened(folder, { preprocess: [{ do: "square" }] })).made).toHaveLength(1);
  expect((await opened(folder, { channels: "grey" })).made).toHaveLength(1);
  expect((await opened(folder, { limit: 2 })).made).toHaveLength(1);
  await utimes(join(folder, "data/a/1.jpg"), 1, 1);
  expect((await opened(folder)).made).toHaveLength(1);
  expect((await opened(folder)).made).toHaveLength(0);
});

test("a pack that is cut short is made anew, a damaged image is decoded anew", async () => {
  const folder = await temporaryFolder(PHOTOGRAPHS);
  const { dataset, made } = await opened(folder);
  const whole = await readFile(made[0]);
  await writeFile(made[0], whole.subarray(0, whole.length / 2));
  expect((await opened(folder)).made).toEqual(made);
  expect(await readFile(made[0])).toEqual(whole);
  whole[5] ^= 1;
  await writeFile(made[0], whole);
  const damaged = await opened(folder);
  expect(damaged.made).toEqual([]);
  expect(damaged.dataset.sha256).toBe(dataset.sha256);
});

test("packs take no more than they may: the oldest goes, and what would never fit is not made", async () => {
  const folder = await temporaryFolder(PHOTOGRAPHS);
  const { made } = await opened(folder);
  const { size } = await stat(made[0]);
  const other = await opened(folder, { exif: "apply", preprocess: [{ do: "square" }] }, size);
  expect(other.made).toHaveLength(1);
  expect((await packsOf(folder)).map((name) => join(folder, "packs", name))).toEqual(other.made);
  expect((await opened(folder, {}, 10)).made).toEqual([]);
});

test("where no pack can be written, images are decoded at each read", async () => {
  const folder = await temporaryFolder({ ...PHOTOGRAPHS, packs: "a file where the folder should be" });
  const failures: string[] = [];
  const packs = { folder: join(folder, "packs"), least: 0, onFailure: (path: string) => failures.push(path) };
  const dataset = await openDataset(`folder:${join(folder, "data")}`, { split: "test", packs });
  expect((await dataset.read([0])).length).toBe(dataset.height * dataset.width * 3);
  expect(failures).toHaveLength(1);
});

test("a file that cannot be read leaves no pack behind", async () => {
  const folder = await temporaryFolder({ ...PHOTOGRAPHS, "data/b/3.png": "broken" });
  await expect(opened(folder)).rejects.toThrow(/3\.png/);
  expect(await packsOf(folder)).toEqual([]);
  expect((await opened(folder, { skipUnreadable: true })).dataset.count).toBe(4);
});
