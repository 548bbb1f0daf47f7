import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { encodeNpy } from "../../../src/data/npy.ts";
import { openDataset } from "../../../src/data/open-dataset.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/**
 * STL-10 as its authors describe it: planes of red, green and blue, each column by column. Torchvision reads the same
 * bytes with numpy.transpose(images, (0, 1, 3, 2)).
 */
function stl10(images: number): Buffer {
  const bytes = Buffer.alloc(images * 27648);
  for (let i = 0; i < images; i++) {
    for (let c = 0; c < 3; c++) {
      for (let x = 0; x < 96; x++) {
        for (let y = 0; y < 96; y++) bytes[((i * 3 + c) * 96 + x) * 96 + y] = (31 * i + 7 * y + 3 * x + 17 * c) % 256;
      }
    }
  }
  return bytes;
}

describe("STL-10", () => {
  test.each(["stl10_binary/", ""])("below %j", async (folder) => {
    const path = await temporaryFolder({
      [`${folder}test_X.bin`]: stl10(2),
      [`${folder}test_y.bin`]: Buffer.of(10, 2),
      [`${folder}unlabeled_X.bin`]: "",
    });
    const set = await openDataset(path, { split: "test" });
    expect([set.name, set.count, set.height, set.width]).toEqual(["stl10", 2, 96, 96]);
    expect([...set.labels].map((label) => set.classes[label])).toEqual(["truck", "bird"]);
    const pixels = await set.read([1]);
    const at = (y: number, x: number) => [...pixels.subarray((y * 96 + x) * 3, (y * 96 + x) * 3 + 3)];
    for (const [y, x] of [
      [0, 1],
      [1, 0],
      [95, 40],
    ]) {
      expect(at(y, x)).toEqual([0, 17, 34].map((c) => (31 + 7 * y + 3 * x + c) % 256));
    }
  });

  test.each([
    [
      "a file cut short",
      { "test_X.bin": stl10(2).subarray(1), "test_y.bin": Buffer.of(1, 2) },
      /test_X.bin: expected 55296 bytes, but got 55295/,
    ],
    [
      "a label of no class",
      { "test_X.bin": stl10(1), "test_y.bin": Buffer.of(0) },
      /image 0: expected a label in 1...10, but got 0/,
    ],
    ["no labels", { "test_X.bin": stl10(1), "test_y.bin": Buffer.of() }, /expected 0 bytes|at least one label/],
    ["no file of labels", { "test_X.bin": stl10(1) }, /test_y.bin: expected a readable file, but got no such file/],
    [
      "a list of names with one too few",
      { "test_X.bin": stl10(1), "test_y.bin": Buffer.of(1), "class_names.txt": "a\nb" },
      /expected 10 names/,
    ],
  ])("is refused: %s", async (_, files, message) => {
    const path = await temporaryFolder(files as Record<string, Uint8Array>);
    await expect(openDataset(`stl10:${path}`, { split: "test" })).rejects.toThrow(message);
  });
});

describe("CIFAR-10.1", () => {
  const images = (count: number) => encodeNpy([count, 32, 32, 3], new Uint8Array(count * 3072).fill(5));
  const labels = (...of: number[]) => encodeNpy([of.length], Int32Array.from(of));

  test("is CIFAR-10's classes on other images; version 6 before version 4", async () => {
    const path = await temporaryFolder({
      "cifar10.1_v6_data.npy": images(2),
      "cifar10.1_v6_labels.npy": labels(9, 0),
      "cifar10.1_v4_data.npy": images(1),
      "cifar10.1_v4_labels.npy": labels(1),
    });
    const set = await openDataset(path, { split: "test" });
    expect([set.name, set.count, [...set.labels].map((label) => set.classes[label])]).toEqual([
      "cifar10.1-v6",
      2,
      ["truck", "airplane"],
    ]);
    await expect(openDataset(path, { split: "train" })).rejects.toThrow(/a test split alone/);
  });

  test.each([
    ["a label beyond the classes", images(1), labels(10), /labels.npy: expected labels in 0...9, but got 10/],
    ["another number of labels", images(2), labels(1), /expected 2 labels/],
    ["a file cut short", images(1).subarray(0, -1), labels(1), /cut short/],
    [
      "objects",
      images(1),
      Buffer.from(Buffer.from(labels(1)).toString("latin1").replace("<i4", "|O "), "latin1"),
      /cifar10.1_v6_labels.npy/,
    ],
  ])("is refused: %s", async (_, data, of, message) => {
    const path = await temporaryFolder({ "cifar10.1_v6_data.npy": data, "cifar10.1_v6_labels.npy": of });
    await expect(openDataset(`cifar10.1:${path}`, { split: "test" })).rejects.toThrow(message);
  });
});

test("SVHN's files of MATLAB are refused with how to convert them", async () => {
  const path = await temporaryFolder({ "test_32x32.mat": `MATLAB 5.0 MAT-file, Platform: GLNXA64${" ".repeat(200)}` });
  await expect(openDataset(join(path, "test_32x32.mat"), { split: "test" })).rejects.toThrow(
    /a file of MATLAB, which is not read.*numpy.savez\('svhn.npz'/,
  );
});
