import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { lookAt } from "../../src/data/kinds/place.ts";
import { DATASET_KINDS } from "../../src/data/kinds.ts";
import { findKind } from "../../src/data/open-dataset.ts";
import { archive } from "./cifar-fixtures.ts";
import { temporaryFolder } from "./temporary-folder.ts";

type Files = Record<string, Uint8Array | string>;

/** For each kind, what lies on a disk, and the path in it that is given. */
const LOOKS: readonly (readonly [kind: string, files: Files, path: string])[] = [
  ["cifar10", { "cifar-10-batches-py/test_batch": "" }, ""],
  ["cifar10", { "cifar-10-python.tar.gz": "" }, ""],
  ["cifar10", { "test_batch.bin": "", "readme.html": "" }, ""],
  ["cifar10", { test_batch: "", "batches.meta": "" }, ""],
  ["cifar100", { "cifar-100-binary/train.bin": "" }, ""],
  ["cifar100", { train: "", test: "", meta: "", "file.txt~": "" }, ""],
  ["cifar10.1", { "cifar10.1_v4_data.npy": "", "cifar10.1_v4_labels.npy": "" }, ""],
  ["stl10", { "stl10_binary/test_X.bin": "" }, ""],
  ["idx", { "train-images-idx3-ubyte.gz": "" }, ""],
  ["idx", { "emnist-letters-test-images-idx3-ubyte": "" }, ""],
  ["npz", { "mnist.npz": zipSync({ "x_train.npy": new Uint8Array(1) }) }, "mnist.npz"],
  ["webdataset", { "imagenet-train-0000.tar": "", "README.md": "" }, ""],
  ["webdataset", { "test/0.tar": "", "test/nshards.txt": "1" }, ""],
  ["parquet", { "data/train-00000-of-00001.parquet": "", "README.md": "" }, ""],
  ["parquet", { "a.parquet": "PAR1" }, "a.parquet"],
  ["manifest", { "list.csv": "" }, "list.csv"],
  ["manifest", { "list.jsonl": "" }, "list.jsonl"],
  ["tiny-imagenet", { "wnids.txt": "", "val/val_annotations.txt": "", "train/n01443537/images/x": "" }, ""],
  ["cub", { "images.txt": "", "train_test_split.txt": "", "images/x": "" }, ""],
  ["dogs", { "Images/n02085620-Chihuahua/x": "", "lists/train_list.mat": "" }, ""],
  ["imagenet-val", { "ILSVRC2012_val_00000001.JPEG": "", "val.txt": "" }, ""],
  ["imagenet-val", { "val/ILSVRC2012_val_00000001.JPEG": "", "LOC_val_solution.csv": "" }, ""],
  ["folder", { "train/cat/1.png": "", "train/dog/1.png": "", "val/cat/1.png": "" }, ""],
  ["folder", { "train/cat/1.png": "", "train/dog/1.png": "", "test/cat/1.png": "" }, ""],
  ["folder", { "n01440764/1.JPEG": "", "n01443537/1.JPEG": "", "synset_words.txt": "" }, ""],
  // Classes that are called like parts of other sets.
  ["folder", { "meta/1.png": "", "train/1.png": "", "test/1.png": "" }, ""],
  ["folder", { "images/1.png": "", "data/1.png": "" }, ""],
];

describe("a kind is found by looking", () => {
  test.each(LOOKS)("%s: %j", async (id, files, path) => {
    const folder = await temporaryFolder(files);
    expect((await findKind(join(folder, path))).kind.id).toBe(id);
  });

  test("CIFAR's archives are told apart by what is in them, whatever they are called", async () => {
    const folder = await temporaryFolder({
      "a.tgz": await archive([["cifar-100-python/", ""]]),
      "b.tar.gz": await archive([["./cifar-10-batches-bin/test_batch.bin", "x"]]),
    });
    expect((await findKind(join(folder, "a.tgz"))).kind.id).toBe("cifar100");
    expect((await findKind(join(folder, "b.tar.gz"))).kind.id).toBe("cifar10");
  });

  test("every kind has a look and a row in README's table", () => {
    const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
    const looked = new Set(LOOKS.map(([id]) => id));
    for (const { id, recognise } of DATASET_KINDS) {
      if (recognise !== undefined) expect(looked).toContain(id);
      expect(readme).toMatch(new RegExp(`^\\| \`${id}\` +\\|`, "m"));
    }
  });
});

describe("nothing that lies there can harm", () => {
  test("a file that unpacks to a thousand times its size is looked at in its first bytes alone", async () => {
    const folder = await temporaryFolder({ "bomb.gz": gzipSync(new Uint8Array(64 * 2 ** 20)) });
    expect((await lookAt(join(folder, "bomb.gz"))).start.length).toBeLessThanOrEqual(8 * 2 ** 20);
    await expect(findKind(join(folder, "bomb.gz"))).rejects.toThrow(/got a file of another kind. Say which kind/);
  });

  test.each([
    ["an empty file", ""],
    ["text", "hello"],
    ["half a gzip file", gzipSync("hello").subarray(0, 12)],
  ])("%s is of no kind", async (_, content) => {
    const folder = await temporaryFolder({ "some.file": content });
    await expect(findKind(join(folder, "some.file"))).rejects.toThrow(/a kind that is known by its look/);
  });
});
