import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { openDataset } from "../../src/data/open-dataset.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const solid = (red: number) =>
  sharp({ create: { width: 4, height: 4, channels: 3, background: { r: red, g: 0, b: 0 } } })
    .png()
    .toBuffer();

async function folderWith(name: string, manifest: string): Promise<string> {
  const [one, two, three] = await Promise.all([1, 2, 3].map(solid));
  const folder = await temporaryFolder({
    "images/1.png": one,
    "images/2.png": two,
    "images/a, b/3.png": three,
    [name]: manifest,
  });
  return join(folder, name);
}

async function read(path: string, split: "train" | "test" = "test") {
  const set = await openDataset(path, { split });
  const pixels = await set.read(Array.from({ length: set.count }, (_, i) => i));
  return {
    set,
    reds: Array.from({ length: set.count }, (_, i) => pixels[i * 48]),
    classes: [...set.labels].map((label) => set.classes[label]),
  };
}

describe("a manifest", () => {
  test.each([
    ["set.csv", 'path,label\nimages/1.png,cat\nimages/2.png,dog\n"images/a, b/3.png",cat\n'],
    ["set.csv", '\u{feff}images/1.png,cat\r\nimages/2.png,dog\r\n"images/a, b/3.png",cat'],
    ["set.csv", "label;x;file_name\ncat;1;images/1.png\ndog;2;images/2.png\ncat;3;images/a, b/3.png\n"],
    ["set.tsv", "path\tlabel\nimages/1.png\tcat\nimages/2.png\tdog\nimages/a, b/3.png\tcat\n"],
    [
      "set.jsonl",
      '{"path":"images/1.png","label":"cat"}\n{"label":"dog","path":"images/2.png"}\n\n{"path":"images/a, b/3.png","label":"cat"}\n',
    ],
  ])("%s: %j", async (name, text) => {
    for (const split of ["train", "test"] as const) {
      const { set, reds, classes } = await read(await folderWith(name, text), split);
      expect([reds, classes]).toEqual([
        [1, 2, 3],
        ["cat", "dog", "cat"],
      ]);
      expect([set.name, set.classes, set.exampleId(2).name]).toEqual(["set", ["cat", "dog"], "images/a, b/3.png"]);
    }
  });

  test("with splits: test is test before val, a class is one that any split has, other words are counted out", async () => {
    const rows = ["images/1.png,cat,train", "images/2.png,dog,val", '"images/a, b/3.png",owl,unused'];
    const path = await folderWith("set.csv", ["path,label,split", ...rows].join("\n"));
    const train = await read(path, "train");
    expect([train.reds, train.classes, train.set.classes]).toEqual([[1], ["cat"], ["cat", "dog", "owl"]]);
    expect(train.set.notes?.()).toContain('Left out: rows whose split is "unused".');
    expect((await read(path)).reds).toEqual([2]);
    const both = await folderWith("set.csv", "images/1.png,0,test\nimages/2.png,1,val\n");
    expect((await read(both)).reds).toEqual([1]);
  });

  test("labels that are numbers are the numbers of classes", async () => {
    const { set } = await read(await folderWith("set.csv", "images/1.png,10\nimages/2.png,2\n"));
    expect([...set.labels]).toEqual([10, 2]);
    expect(set.classes.length).toBe(11);
  });
});

describe("is refused", () => {
  test.each([
    [
      "a path out of the folder",
      "images/1.png,a\n../x.png,b\n",
      /set.csv, line 2: expected a path relative.*got "\.\.\/x.png"/,
    ],
    ["a path from the root", "/etc/passwd,a\nimages/1.png,b\n", /line 1: expected a path relative/],
    ["a path that comes back", "images/../../x/1.png,a\nimages/1.png,b\n", /line 1: expected a path relative/],
    ["no label", "path,label\nimages/1.png,\nimages/2.png,b", /line 2: expected path and label/],
    ["a row too short", "images/1.png,a\nimages/2.png", /line 2: expected path and label.*nothing/],
    ["quotes that do not end", 'images/1.png,"a\nimages/2.png,b\n', /set.csv: expected a CSV file, but got/],
    ["an empty file", "", /at least one image/],
    ["one class", "images/1.png,a\nimages/2.png,a\n", /images of at least two classes, but got a/],
    ["a number beyond all classes", "images/1.png,999999999\nimages/2.png,1\n", /numbers of classes below 100000/],
    ["a class name that steers a terminal", "images/1.png,\x1b[31m\nimages/2.png,b\n", /control characters/],
    ["a missing file", "images/1.png,a\nimages/none.png,b\n", /none.png: expected a readable file/],
    ["bytes", "\0\u{1}\0,\n", /set.csv/],
  ])("%s", async (_, text, message) => {
    const opened = folderWith("set.csv", text).then((path) => read(path));
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  });

  test.each([
    ["no JSON", '{"path":"images/1.png",', /set.jsonl, line 1/],
    ["no label", '{"path":"images/1.png"}', /line 1: expected path and label.*nothing/],
    ["a list", '["images/1.png","a"]', /line 1: expected path and label/],
    ["an object for a path", '{"path":{"a":1},"label":"a"}', /line 1: expected path and label/],
    ["a path out of the folder", '{"path":"../1.png","label":"a"}', /line 1: expected a path relative/],
  ])("JSON lines: %s", async (_, text, message) => {
    await expect(folderWith("set.jsonl", text).then((path) => read(path))).rejects.toThrow(message);
  });

  test("links that lead out of the folder", async () => {
    const outside = await temporaryFolder({ "secret.png": await solid(9) });
    const path = await folderWith("set.csv", "images/link.png,a\nimages/1.png,b\n");
    await symlink(join(outside, "secret.png"), join(path, "../images/link.png"));
    await expect(read(path)).rejects.toThrow(/line 1: expected a path relative/);
    await symlink(outside, join(path, "../images/elsewhere"));
    await writeFile(path, "images/elsewhere/secret.png,a\nimages/1.png,b\n");
    await expect(read(path)).rejects.toThrow(/line 1: expected a path relative/);
    await mkdir(join(path, "../more"));
    await symlink(join(path, "../images/2.png"), join(path, "../more/inside.png"));
    await writeFile(path, "more/inside.png,a\nimages/1.png,b\n");
    expect((await read(path)).reds).toEqual([2, 1]);
  });
});
