import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { listFolder } from "../../../src/data/folder/list-folder.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const files = (...names: string[]) => temporaryFolder(Object.fromEntries(names.map((name) => [name, ""])));
const list = async (...names: string[]) => listFolder(await files(...names), "test");

describe("what is read", () => {
  test("images in torchvision's order, those in deeper folders too", async () => {
    const { names, labels, notes } = await list(
      ..."b/1.png a/more/deep/1.png a/more-2/1.png a/more/1.png a/B.png a/2.png a/10.png a/a.png".split(" "),
    );
    // for root, _, names in sorted(os.walk("a")): for name in sorted(names): ... ("-" comes before "/").
    const wanted = "a/10.png a/2.png a/B.png a/a.png a/more/1.png a/more-2/1.png a/more/deep/1.png b/1.png";
    expect(names).toEqual(wanted.split(" "));
    expect([...labels]).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    expect(notes).toEqual([
      "3 of 8 images in folders inside class folders: each counts for its class folder, as in torchvision's ImageFolder.",
    ]);
  });

  test("files by the endings that torchvision reads, and GIF, in capitals too", async () => {
    const endings = "jpg jpeg png ppm bmp pgm tif tiff webp gif".split(" ");
    const { names } = await list(...endings.flatMap((ending) => [`a/x.${ending}`, `b/X.${ending.toUpperCase()}`]));
    expect(names.length).toBe(20);
  });

  test("two files of one name, in two classes or in a deeper folder, are two images", async () => {
    const { names } = await list("a/1.png", "a/more/1.png", "b/1.png", "a/1.jpg");
    expect(names).toEqual(["a/1.jpg", "a/1.png", "a/more/1.png", "b/1.png"]);
  });

  test("classes of numbers by number, or by text where that is asked for", async () => {
    const folder = await files(...Array.from({ length: 11 }, (_, i) => `${i + 1}/x.png`));
    expect((await listFolder(folder, "test")).classes.slice(0, 3)).toEqual(["1", "2", "3"]);
    expect((await listFolder(folder, "test", "text")).classes.slice(0, 3)).toEqual(["1", "10", "11"]);
  });

  test("any file name, also one with control characters", async () => {
    expect((await list("a/\u001b[2J\n.png", "b/1.png")).names).toEqual(["a/\u001b[2J\n.png", "b/1.png"]);
  });
});

describe("what is left out is said", () => {
  test("by kind", async () => {
    const { names, notes } = await list("a/1.png", "b/1.png", "a/2.heic", "b/3.HEIC", "b/more/labels.csv", "b/README");
    expect(names).toEqual(["a/1.png", "b/1.png"]);
    expect(notes).toEqual([
      "Left out, because only PNG, JPEG, WebP, AVIF, BMP, TIFF, GIF, PPM or PGM images are read: 2 .heic, 1 .csv, 1 no ending.",
    ]);
  });

  test("hidden images, and images in no class", async () => {
    const { names, notes } = await list("a/1.png", "b/1.png", "a/._1.png", "loose.png");
    expect(names).toEqual(["a/1.png", "b/1.png"]);
    expect(notes).toEqual([
      "Left out: 1 hidden file named as images.",
      "Left out: 1 image beside the class folders, in none of them.",
    ]);
  });

  test("what file managers leave behind is not worth a word", async () => {
    expect(await list("a/1.png", "b/1.png", ".DS_Store", "a/.DS_Store", "a/Thumbs.db", ".git/x.png")).toMatchObject({
      classes: ["a", "b"],
      notes: [],
    });
  });
});

describe("links", () => {
  test("count as what they point to, also outside of the folder, which is said", async () => {
    const elsewhere = await files("store/1.png", "store/2.png", "one.png");
    const folder = await files("a/1.png", "here.png");
    await mkdir(join(folder, "b"));
    await symlink(join(elsewhere, "one.png"), join(folder, "b", "1.png"));
    await symlink(join(elsewhere, "store"), join(folder, "b", "store"));
    await symlink(join(folder, "here.png"), join(folder, "b", "2.png"));
    const { names, notes } = await listFolder(folder, "test");
    expect(names).toEqual(["a/1.png", "b/1.png", "b/2.png", "b/store/1.png", "b/store/2.png"]);
    expect(notes).toContain("3 of 5 images reached by links that lead out of the folder.");
  });

  test("a class folder may be one", async () => {
    const elsewhere = await files("cats/1.png");
    const folder = await files("b/1.png");
    await symlink(join(elsewhere, "cats"), join(folder, "a"));
    expect((await listFolder(folder, "test")).names).toEqual(["a/1.png", "b/1.png"]);
  });

  test("to a folder around them are not followed", async () => {
    const folder = await files("a/1.png", "b/1.png");
    await symlink(join(folder, "a"), join(folder, "a", "again"));
    const { names, notes } = await listFolder(folder, "test");
    expect(names).toEqual(["a/1.png", "b/1.png"]);
    expect(notes).toEqual(["Left out: 1 link to a folder around it (again)."]);
  });
});

describe("splits", () => {
  test("valid and validation are names of splits beside train, and of classes elsewhere", async () => {
    expect((await list("train/a/1.png", "train/b/1.png", "valid/a/1.png", "valid/b/2.png")).names).toEqual([
      "valid/a/1.png",
      "valid/b/2.png",
    ]);
    expect((await list("invalid/more/1.png", "valid/more/1.png")).classes).toEqual(["invalid", "valid"]);
  });

  test("a class may be called train although it has folders in it", async () => {
    expect((await list("bus/1.png", "train/1.png", "train/more/2.png")).classes).toEqual(["bus", "train"]);
  });
});
