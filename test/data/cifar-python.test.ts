import { copyFile, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { archive } from "./cifar-fixtures.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** From generate_cifar.py, read there by torchvision. */
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/data/cifar/${name}`, import.meta.url));

/** What generate_cifar.py says that a pixel is. */
const pixel = (i: number, c: number, p: number) => (31 * i + 7 * c + 3 * p) % 256;

function expected(...images: readonly number[]): number[] {
  const positions = Array.from({ length: 1024 }, (_, p) => p);
  return images.flatMap((i) => positions.flatMap((p) => [0, 1, 2].map((c) => pixel(i, c, p))));
}

const all = (count: number) => Array.from({ length: count }, (_, i) => i);

describe("the python version", () => {
  test.each([
    ["CIFAR-10's folder", "cifar10:", "cifar-10-batches-py"],
    ["CIFAR-10's folder, by looking", "", "cifar-10-batches-py"],
  ])("%s", async (_, kind, name) => {
    const train = await openDataset(`${kind}${fixture(name)}`, { split: "train" });
    expect([train.name, train.count, train.classes[9]]).toEqual(["cifar10", 10, "truck"]);
    expect([...train.labels]).toEqual([0, 9, 1, 9, 2, 9, 3, 9, 4, 9]);
    expect(Buffer.from(await train.read(all(10))).equals(Buffer.from(expected(...all(10))))).toBe(true);
    const test = await openDataset(`${kind}${fixture(name)}`, { split: "test" });
    expect([...test.labels]).toEqual([3, 8]);
    expect([...(await test.read([1, 0]))]).toEqual(expected(101, 100));
  });

  test.each([
    ["CIFAR-100's folder", "cifar100:", "cifar-100-python"],
    ["CIFAR-100's folder, by looking", "", "cifar-100-python"],
    ["CIFAR-100's archive", "cifar100:", "cifar-100-python.tar.gz"],
    ["CIFAR-100's archive, by looking", "", "cifar-100-python.tar.gz"],
    ["the folder around CIFAR-100's folder", "cifar100:", ""],
  ])("%s", async (_, kind, name) => {
    const train = await openDataset(`${kind}${fixture(name)}`, { split: "train" });
    expect([train.name, train.count, train.classes.length]).toEqual(["cifar100", 2, 100]);
    expect([...train.labels].map((label) => train.classes[label])).toEqual(["apple", "willow_tree"]);
    const { names, of } = train.superclasses ?? { names: [], of: [] };
    expect([...train.labels].map((label) => names[of[label]])).toEqual(["fruit_and_vegetables", "trees"]);
    const test = await openDataset(`${kind}${fixture(name)}`, { split: "test" });
    expect([...test.labels]).toEqual([1, 0]);
    expect([...(await test.read([0, 1]))]).toEqual(expected(100, 101));
  });

  test("of torchvision's folder with the archive alone", async () => {
    const root = await temporaryFolder({});
    await copyFile(fixture("cifar-100-python.tar.gz"), join(root, "cifar-100-python.tar.gz"));
    expect((await openDataset(root, { split: "test" })).count).toBe(2);
  });

  test("is the same data as the binary version", async () => {
    const python = await openDataset(`cifar10:${fixture("cifar-10-batches-py")}`, { split: "test" });
    const record = (label: number, i: number) =>
      Buffer.from([label, ...[0, 1, 2].flatMap((c) => all(1024).map((p) => pixel(i, c, p)))]);
    const folder = await temporaryFolder({ "test_batch.bin": Buffer.concat([record(3, 100), record(8, 101)]) });
    expect((await openDataset(`cifar10:${folder}`, { split: "test" })).sha256).toBe(python.sha256);
  });

  test("written again by Python 3, keys of bytes, labels in a big-endian array, pixels in Fortran order", async () => {
    const python2 = await openDataset(`cifar10:${fixture("cifar-10-batches-py")}`, { split: "test" });
    const python3 = await openDataset(`cifar10:${fixture("python3")}`, { split: "test" });
    expect(python3.sha256).toBe(python2.sha256);
  });
});

/** CIFAR-10's test batch with some bytes in the place of others. */
async function changed(change: (content: Buffer) => Buffer, name = "test_batch", of = "cifar-10-batches-py") {
  const folder = await temporaryFolder({});
  for (const file of [name, "batches.meta"].filter((each) => of !== "cifar-100-python" || each === name)) {
    await copyFile(fixture(`${of}/${file}`), join(folder, file));
  }
  await writeFile(join(folder, name), change(await readFile(fixture(`${of}/${name}`))));
  return openDataset(`${of.startsWith("cifar-100") ? "cifar100" : "cifar10"}:${folder}`, { split: "test" });
}

const replaced = (from: string | Buffer, to: string | Buffer) => (content: Buffer) => {
  const at = content.indexOf(from);
  expect(at).toBeGreaterThan(-1);
  return Buffer.concat([content.subarray(0, at), Buffer.from(to), content.subarray(at + from.length)]);
};

describe("is refused", () => {
  test.each<[string, (content: Buffer) => Buffer, RegExp]>([
    ["cut short", (content) => content.subarray(0, 3000), /test_batch: expected .* more bytes.*end of the file/],
    ["empty", () => Buffer.alloc(0), /test_batch: expected 1 more bytes/],
    ["no pickle", () => Buffer.from("hello, world"), /test_batch: expected/],
    ["a pickle of a list", () => Buffer.from("]."), /a pickled dictionary/],
    ["code to run", replaced("cnumpy\ndtype\n", "cposix\nsystem\n"), /mentions posix\.system, which is not loaded/],
    [
      "an unknown label",
      replaced(Buffer.of(0x4b, 3, 0x4b, 8), Buffer.of(0x4b, 3, 0x4b, 10)),
      /record 1: expected a label in \[0, 9\], but got 10/,
    ],
    ["a label too few", replaced(Buffer.of(0x4b, 3, 0x4b, 8), Buffer.of(0x4b, 3)), /2 labels under "labels".*got 1/],
    ["text for a label", replaced(Buffer.of(0x4b, 3, 0x4b, 8), Buffer.from("\x4b\x03U\x01x")), /a list of numbers/],
    ["no labels", replaced("labels", "babels"), /2 labels under "labels".*got none/],
    [
      "no pixels",
      replaced("\x04data", "\x04dada"),
      /an array called "data".*a dictionary of batch_label, labels, dada/,
    ],
    [
      "a shape that lies",
      replaced(Buffer.of(0x4b, 2, 0x4d, 0, 12), Buffer.of(0x4b, 9, 0x4d, 0, 12)),
      /expected 27648 bytes for shape \[9, 3072\], but got 6144/,
    ],
    [
      "another shape",
      replaced(Buffer.of(0x4b, 2, 0x4d, 0, 12), Buffer.of(0x4b, 4, 0x4d, 0, 6)),
      /bytes of shape \[n, 3072\].*got shape \[4, 1536\]/,
    ],
    [
      "a shape beyond memory",
      replaced(Buffer.of(0x4b, 2, 0x4d, 0, 12), Buffer.from("J\xff\xff\xff\x7fJ\xff\xff\xff\x7f", "latin1")),
      /test_batch, data: expected/,
    ],
    ["another type", replaced("U\x02u1", "U\x02i2"), /expected 12288 bytes for shape/],
    ["Python objects", replaced("U\x02u1", "U\x02O8"), /Python objects are pickles/],
  ])("%s", async (_, change, message) => {
    const opened = changed(change);
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  });

  test("CIFAR-100 under CIFAR-10's names, and a class of two superclasses", async () => {
    const folder = await temporaryFolder({ test_batch: await readFile(fixture("cifar-100-python/test")) });
    await expect(openDataset(`cifar10:${folder}`, { split: "test" })).rejects.toThrow(/Check that the set is cifar10/);
    const fine = Buffer.of(0x4b, 1, 0x4b, 0, 0x65);
    const lying = changed(replaced(fine, Buffer.of(0x4b, 1, 0x4b, 1, 0x65)), "test", "cifar-100-python");
    await expect(lying).rejects.toThrow(/record 1: expected coarse label 1 for class 1.*got 4/);
  });

  test("a file of names with too few, or none", async () => {
    const folder = await temporaryFolder({});
    await copyFile(fixture("cifar-10-batches-py/test_batch"), join(folder, "test_batch"));
    await copyFile(fixture("cifar-100-python/meta"), join(folder, "batches.meta"));
    const opened = openDataset(`cifar10:${folder}`, { split: "test" });
    await expect(opened).rejects.toThrow(/batches.meta: expected 10 names.*got 0/);
  });

  test("members of an archive that lead elsewhere are read under their last name, and nothing is written", async () => {
    const test = await readFile(fixture("cifar-100-python/test"));
    const root = await temporaryFolder({ "a.tar.gz": await archive([["../../cifar-100-python/test", test]]) });
    expect((await openDataset(`cifar100:${join(root, "a.tar.gz")}`, { split: "test" })).count).toBe(2);
    const cut = (await readFile(fixture("cifar-100-python.tar.gz"))).subarray(0, 1200);
    await writeFile(join(root, basename("cut.tar.gz")), cut);
    await expect(openDataset(`cifar100:${join(root, "cut.tar.gz")}`, { split: "test" })).rejects.toThrow(
      /a whole .tar.gz archive/,
    );
  });
});
