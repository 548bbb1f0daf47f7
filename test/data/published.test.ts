import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { temporaryFolder } from "./temporary-folder.ts";

// Each set in the layout that its authors publish it in, with images of one colour: (number, 0, 0).

const solid = (red: number, format: "png" | "jpeg" = "png") =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: { r: red, g: 0, b: 0 } } })
    [format]({ quality: 100 })
    .toBuffer();
type Files = Record<string, Uint8Array | string>;

async function read(path: string, split: "train" | "test") {
  const set = await openDataset(path, { split });
  const pixels = await set.read(Array.from({ length: set.count }, (_, i) => i));
  return {
    set,
    reds: Array.from({ length: set.count }, (_, i) => pixels[i * 48]),
    classes: [...set.labels].map((label) => set.classes[label]),
  };
}

async function cub(changes: Files = {}, below = ""): Promise<string> {
  const files: Files = {
    "classes.txt": "1 001.Black_footed_Albatross\n2 002.Laysan_Albatross\n",
    "images.txt":
      "1 001.Black_footed_Albatross/A_1.png\n2 001.Black_footed_Albatross/A_2.png\n3 002.Laysan_Albatross/L_1.png\n",
    "image_class_labels.txt": "1 1\n2 1\n3 2\n",
    "train_test_split.txt": "1 0\n2 1\n3 1\n",
    "images/001.Black_footed_Albatross/A_1.png": await solid(1),
    "images/001.Black_footed_Albatross/A_2.png": await solid(2),
    "images/002.Laysan_Albatross/L_1.png": await solid(3),
    ...changes,
  };
  return temporaryFolder(Object.fromEntries(Object.entries(files).map(([name, content]) => [below + name, content])));
}

describe("CUB-200-2011", () => {
  test.each(["", "CUB_200_2011/"])("below %j, by looking", async (below) => {
    const path = await cub({}, below);
    const train = await read(path, "train");
    expect([train.set.name, train.reds]).toEqual(["cub200", [2, 3]]);
    expect(train.classes).toEqual(["001.Black_footed_Albatross", "002.Laysan_Albatross"]);
    const test = await read(`cub:${path}`, "test");
    expect([test.reds, test.classes, test.set.classes.length]).toEqual([[1], ["001.Black_footed_Albatross"], 2]);
    expect(test.set.exampleId(0).name).toBe("images/001.Black_footed_Albatross/A_1.png");
  });

  test.each<[string, Files, RegExp]>([
    ["a path out of the folder", { "images.txt": "1 ../../x.png\n" }, /images.txt, line 1: expected a path relative/],
    [
      "an image of no class",
      { "image_class_labels.txt": "2 1\n3 2\n" },
      /line 1: expected a class and a split.*got no class/,
    ],
    ["a class without a name", { "image_class_labels.txt": "1 9\n2 1\n3 2\n" }, /got no class/],
    ["a split that is none", { "train_test_split.txt": "1 2\n2 1\n3 1\n" }, /got "2"/],
    ["an image twice", { "train_test_split.txt": "1 0\n1 1\n" }, /line 2: expected each number once, but got 1 again/],
    ["a line cut short", { "images.txt": "1\n" }, /images.txt, line 1: expected 2 columns, but got "1"/],
    [
      "a missing image",
      { "images.txt": "1 001.Black_footed_Albatross/none.png\n" },
      /none.png: expected a readable file/,
    ],
  ])("is refused: %s", async (_, changes, message) => {
    const opened = cub(changes).then((path) => read(`cub:${path}`, "test"));
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  });
});

async function dogs(changes: Files = {}): Promise<string> {
  return temporaryFolder({
    "Images/n02085620-Chihuahua/n02085620_1.png": await solid(1),
    "Images/n02085620-Chihuahua/n02085620_2.png": await solid(2),
    "Images/n02085782-Japanese_spaniel/n02085782_1.png": await solid(3),
    "train_list.txt": "n02085782-Japanese_spaniel/n02085782_1.png\nn02085620-Chihuahua/n02085620_2.png\n",
    "test_list.txt": "n02085620-Chihuahua/n02085620_1.png\n",
    ...changes,
  });
}

describe("Stanford Dogs", () => {
  test("by its lists", async () => {
    const path = await dogs();
    const train = await read(path, "train");
    expect([train.set.name, train.reds, train.classes]).toEqual([
      "stanford-dogs",
      [3, 2],
      ["n02085782-Japanese_spaniel", "n02085620-Chihuahua"],
    ]);
    expect((await read(path, "test")).set.classes).toEqual(["n02085620-Chihuahua", "n02085782-Japanese_spaniel"]);
  });

  test.each<[string, Files, RegExp]>([
    [
      "a path out of the folder",
      { "test_list.txt": "../../x.png\n" },
      /test_list.txt, line 1: expected a path relative/,
    ],
    ["an empty list", { "test_list.txt": "" }, /at least one image/],
    ["a class without a folder", { "test_list.txt": "n99999999-x/1.png\n" }, /1.png: expected one of 2 classes/],
  ])("is refused: %s", async (_, changes, message) => {
    await expect(dogs(changes).then((path) => read(path, "test"))).rejects.toThrow(message);
  });

  test("lists of MATLAB alone are refused with the line that makes text of them", async () => {
    const path = await temporaryFolder({
      "Images/n02085620-Chihuahua/n02085620_1.png": await solid(1),
      "lists/test_list.mat": "MATLAB 5.0",
      "test_list.mat": "MATLAB 5.0",
    });
    await expect(read(path, "test")).rejects.toThrow(/test_list.mat, a file of MATLAB, which is not read.*loadmat/);
  });
});

async function tiny(changes: Files = {}): Promise<string> {
  return temporaryFolder({
    "wnids.txt": "n02124075\nn01443537\n",
    "words.txt": "n02124075\tEgyptian cat\nn01443537\tgoldfish, Carassius auratus\n",
    "train/n01443537/images/n01443537_0.JPEG": await solid(1, "jpeg"),
    "train/n02124075/images/n02124075_0.JPEG": await solid(2, "jpeg"),
    "train/n02124075/n02124075_boxes.txt": "n02124075_0.JPEG\t0\t0\t3\t3\n",
    "val/images/val_0.JPEG": await solid(3, "jpeg"),
    "val/images/val_1.JPEG": await solid(4, "jpeg"),
    "val/val_annotations.txt": "val_0.JPEG\tn02124075\t0\t32\t44\t62\nval_1.JPEG\tn01443537\t1\t2\t3\t4\n",
    "test/images/test_0.JPEG": await solid(9, "jpeg"),
    ...changes,
  });
}

describe("Tiny-ImageNet", () => {
  test("by its lists, classes in the order of their text", async () => {
    const path = await tiny();
    const train = await read(path, "train");
    expect([train.set.name, train.set.classes, train.classes]).toEqual([
      "tiny-imagenet",
      ["n01443537", "n02124075"],
      ["n01443537", "n02124075"],
    ]);
    const test = await read(`tiny-imagenet:${path}`, "test");
    expect(test.classes).toEqual(["n02124075", "n01443537"]);
    expect(test.set.exampleId(1).name).toBe("val/images/val_1.JPEG");
  });

  test.each<[string, Files, RegExp]>([
    [
      "a path out of the folder",
      { "val/val_annotations.txt": "../../val_0.JPEG\tn02124075\t0\n" },
      /line 1: expected a path relative/,
    ],
    [
      "a class that is none",
      { "val/val_annotations.txt": "val_0.JPEG\tn00000000\t0\n" },
      /val_0.JPEG: expected one of 2 classes.*n00000000/,
    ],
    ["a line cut short", { "val/val_annotations.txt": "val_0.JPEG\n" }, /line 1: expected 3 columns/],
  ])("is refused: %s", async (_, changes, message) => {
    await expect(tiny(changes).then((path) => read(`tiny-imagenet:${path}`, "test"))).rejects.toThrow(message);
  });

  test("an id that leads out of the folder", async () => {
    const path = await tiny({ "wnids.txt": "../..\nn01443537\n" });
    await expect(read(`tiny-imagenet:${path}`, "train")).rejects.toThrow(/wnids.txt: expected a path relative/);
  });
});

// Places among the thousand: tench 0, goldfish 1, sea snake 65 (published by PyTorch and Caffe alike).
const name = (number: number) => `ILSVRC2012_val_${`${number}`.padStart(8, "0")}.JPEG`;

describe("ImageNet's validation images in one folder", () => {
  const images = async (folder = ""): Promise<Files> => ({
    [`${folder}${name(1)}`]: await solid(1, "jpeg"),
    [`${folder}${name(2)}`]: await solid(2, "jpeg"),
    [`${folder}${name(3)}`]: await solid(3, "jpeg"),
  });
  const expected = ["n01751748", "n01440764", "n01443537"];

  test.each<[string, string, Files]>([
    ["Caffe's list", "", { "val.txt": `${name(3)} 1\n${name(1)} 65\n${name(2)} 0\n` }],
    [
      "Kaggle's list",
      "ILSVRC/Data/CLS-LOC/val/",
      {
        "LOC_val_solution.csv":
          "ImageId,PredictionString\nILSVRC2012_val_00000003,n01443537 1 2 3 4 n01443537 5 6 7 8 \nILSVRC2012_val_00000001,n01751748 111 108 431 202 \nILSVRC2012_val_00000002,n01440764 1 2 3 4 \n",
      },
    ],
    [
      "a list of ids in order",
      "val/",
      { "imagenet_2012_validation_synset_labels.txt": "n01751748\nn01440764\nn01443537\n" },
    ],
  ])("%s", async (_, folder, list) => {
    const path = await temporaryFolder({ ...(await images(folder)), ...list });
    const { set, classes } = await read(path, "test");
    expect([set.name, set.classes.length, classes]).toEqual(["imagenet-val", 1000, expected]);
    expect(set.exampleId(0).name).toBe(name(1));
  });

  test("the folder of images itself, its list around it", async () => {
    const path = await temporaryFolder({
      ...(await images("val/")),
      "val.txt": `${name(1)} n01751748\n${name(2)} 0\n${name(3)} 1\n`,
    });
    expect((await read(join(path, "val"), "test")).classes).toEqual(expected);
  });

  test.each<[string, Files, RegExp]>([
    ["no list", {}, /a list of the images' classes: val.txt.*got none/],
    [
      "the development kit's list alone",
      { "ILSVRC2012_validation_ground_truth.txt": "490\n361\n171\n" },
      /numbers are of an order of its own/,
    ],
    [
      "an image that the list lacks",
      { "val.txt": `${name(1)} 65\n${name(2)} 0\n` },
      /00000003.JPEG: expected its class in the list/,
    ],
    ["a list of ids that is too short", { "val_labels.txt": "n01751748\n" }, /a line for image 2, but got 1 lines/],
    [
      "a number beyond the classes",
      { "val.txt": `${name(1)} 1000\n` },
      /line 1: expected a WordNet id, or a number in 0...999, but got "1000"/,
    ],
    [
      "an id of no class",
      { "val.txt": `${name(1)} n00000001\n${name(2)} 0\n${name(3)} 0\n` },
      /one of 1000 classes.*n00000001/,
    ],
  ])("is refused: %s", async (_, list, message) => {
    const path = await temporaryFolder({ ...(await images()), ...list });
    await expect(read(`imagenet-val:${path}`, "test")).rejects.toThrow(message);
  });
});

test("a link in a list's folder that leads out of it is refused", async () => {
  const outside = await temporaryFolder({ "secret.png": await solid(9) });
  const path = await cub({ "images.txt": "1 link/secret.png\n" });
  await symlink(outside, join(path, "images/link"));
  await expect(read(`cub:${path}`, "test")).rejects.toThrow(/line 1: expected a path relative/);
});

test("folders of numbers, as ImageNet-V2 has them, are in the order of numbers; of ids in that of text", async () => {
  const v2 = await temporaryFolder({
    "10/a.png": await solid(1),
    "2/b.png": await solid(2),
    "0/c.png": await solid(3),
  });
  expect((await read(v2, "test")).set.classes).toEqual(["0", "2", "10"]);
  await writeFile(join(v2, "2/b.png"), await solid(7));
  const r = await temporaryFolder({
    "n01443537/a.png": await solid(1),
    "n01440764/b.png": await solid(2),
    "README.txt": "",
  });
  expect((await read(r, "test")).set.classes).toEqual(["n01440764", "n01443537"]);
});
