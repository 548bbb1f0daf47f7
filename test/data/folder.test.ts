import { mkdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { Jimp } from "jimp";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { type OpenOptions, openDataset } from "../../src/data/open-dataset.ts";
import { stratifiedIndices } from "../../src/data/subset.ts";
import { temporaryFolder } from "./temporary-folder.ts";

type Mime = "image/png" | "image/jpeg" | "image/bmp" | "image/gif" | "image/tiff";

/** An encoded image: a colour (0xRRGGBBAA) per pixel. */
async function picture(
  width: number,
  height: number,
  colour: (x: number, y: number) => number,
  mime: Mime = "image/png",
) {
  const image = new Jimp({ width, height });
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) image.setPixelColor(colour(x, y), x, y);
  return image.getBuffer(mime);
}

const solid = (colour: number, mime?: Mime) => picture(4, 4, () => colour, mime);
const RED = 0xff0000ff;
const BLUE = 0x0000ffff;

const open = (folder: string, options: Partial<OpenOptions> = {}) =>
  openDataset(`folder:${folder}`, { split: "test", ...options });

describe("images", () => {
  test("each format is read", async () => {
    const folder = await temporaryFolder({
      "a/1.png": await solid(RED, "image/png"),
      "a/2.bmp": await solid(RED, "image/bmp"),
      "a/3.gif": await solid(RED, "image/gif"),
      "a/4.tiff": await solid(RED, "image/tiff"),
      "a/5.jpg": await solid(RED, "image/jpeg"),
      "b/1.PNG": await solid(BLUE),
    });
    const dataset = await open(folder);
    const pixels = await dataset.read([0, 1, 2, 3, 4, 5]);
    for (let i = 0; i < 4; i++) expect([...pixels.subarray(i * 48, i * 48 + 3)], `file ${i + 1}`).toEqual([255, 0, 0]);
    const [red, green, blue] = pixels.subarray(4 * 48); // JPEG is not exact.
    expect(Math.max(255 - red, green, blue)).toBeLessThan(8);
    expect([...pixels.subarray(5 * 48, 5 * 48 + 3)]).toEqual([0, 0, 255]);
    expect([...dataset.labels]).toEqual([0, 0, 0, 0, 0, 1]);
    expect(dataset.name).toBe(basename(folder));
  });

  test("rows and columns are where they were", async () => {
    const folder = await temporaryFolder({
      "a/1.png": await picture(3, 2, (x, y) => ((x * 10) << 24) | ((y * 20) << 16) | 0x07ff),
      "b/1.png": await picture(3, 2, () => RED),
    });
    const dataset = await open(folder);
    expect(dataset).toMatchObject({ width: 3, height: 2 });
    expect([...(await dataset.read([0]))]).toEqual([0, 0, 7, 10, 0, 7, 20, 0, 7, 0, 20, 7, 10, 20, 7, 20, 20, 7]);
  });

  test("transparent pixels are put on white", async () => {
    const folder = await temporaryFolder({
      "a/1.png": await picture(2, 1, (x) => (x === 0 ? 0x00000000 : 0xff000080)),
      "b/1.png": await picture(2, 1, () => RED),
    });
    // 128/255 of red over white: (255, 127, 127).
    expect([...(await (await open(folder)).read([0]))]).toEqual([255, 255, 255, 255, 127, 127]);
  });

  test("resizing takes the largest centred square", async () => {
    // Green bands left and right of a red 4 x 4 square lie outside of it.
    const folder = await temporaryFolder({
      "a/1.png": await picture(8, 4, (x) => (x < 2 || x > 5 ? 0x00ff00ff : RED)),
      "b/1.png": await picture(5, 9, () => BLUE),
    });
    const dataset = await open(folder, { imageSize: 2 });
    expect(dataset).toMatchObject({ width: 2, height: 2, count: 2 });
    expect([...(await dataset.read([0]))]).toEqual([255, 0, 0, 255, 0, 0, 255, 0, 0, 255, 0, 0]);
    expect([...(await dataset.read([1]))].slice(0, 3)).toEqual([0, 0, 255]);
  });

  test("reducing takes the mean of an area", async () => {
    const folder = await temporaryFolder({
      "a/1.png": await picture(4, 4, (x, y) => ((x + y) % 2 === 0 ? 0xffffffff : 0x000000ff)),
      "b/1.png": await picture(4, 4, () => RED),
    });
    for (const value of await (await open(folder, { imageSize: 2 })).read([0]))
      expect(Math.abs(value - 127.5)).toBeLessThan(1);
  });
});

describe("folders", () => {
  test("classes and files are in code-unit order, hidden and other files passed over", async () => {
    const image = await solid(RED);
    const folder = await temporaryFolder({
      "b/10.png": image,
      "b/9.png": image,
      "B/x.png": image,
      "é/x.png": image,
      "a/x.png": image,
      "a/.hidden.png": Buffer.from("no image"),
      "a/notes.txt": "no image",
      ".cache/x.png": image,
      "readme.md": "no class",
    });
    const dataset = await open(folder);
    expect(dataset.classes).toEqual(["B", "a", "b", "é"]);
    expect([...dataset.labels]).toEqual([0, 1, 2, 2, 3]);
  });

  test("an example is found again by its file, in whatever order the set was put", async () => {
    const greys = [10, 20, 30, 40, 50, 60];
    const names = ["test/a/1.png", "test/a/2.png", "test/a/3.png", "test/b/1.png", "test/b/2.png", "test/b/3.png"];
    const images = await Promise.all(greys.map((grey) => solid(((grey * 0x010101) << 8) | 0xff)));
    const folder = await temporaryFolder(Object.fromEntries(names.map((name, i) => [name, images[i]])));
    const dataset = await open(folder, { mixed: true, limit: 4 });
    for (let row = 0; row < 4; row++) {
      const { index, name } = dataset.exampleId(row);
      expect(name).toBe(names[index]);
      expect((await dataset.read([row]))[0]).toBe(greys[index]);
    }
  });

  test("train and val folders are the splits, with the classes of both", async () => {
    const folder = await temporaryFolder({
      "train/a/1.png": await solid(RED),
      "train/c/1.png": await solid(RED),
      "val/b/1.png": await solid(BLUE),
      "val/c/1.png": await solid(BLUE),
    });
    const [train, validation] = [await open(folder, { split: "train" }), await open(folder)];
    expect(train.classes).toEqual(["a", "b", "c"]);
    expect([...train.labels]).toEqual([0, 2]);
    expect(validation.classes).toEqual(["a", "b", "c"]);
    expect([...validation.labels]).toEqual([1, 2]);
  });

  test("test comes before val", async () => {
    const image = await solid(RED);
    const folder = await temporaryFolder({
      "test/a/1.png": image,
      "test/b/1.png": image,
      "val/a/1.png": image,
      "val/a/2.png": image,
    });
    expect((await open(folder)).count).toBe(2);
  });

  test("a class may be called train", async () => {
    const image = await solid(RED);
    const folder = await temporaryFolder({ "bus/1.png": image, "train/1.png": image });
    expect((await open(folder)).classes).toEqual(["bus", "train"]);
  });

  test("links count as what they point to", async () => {
    const folder = await temporaryFolder({ "a/1.png": await solid(RED), "elsewhere.png": await solid(BLUE) });
    await mkdir(join(folder, "b"));
    await symlink(join(folder, "elsewhere.png"), join(folder, "b", "1.png"));
    expect((await open(folder)).count).toBe(2);
  });

  test("the hash follows the pixels and not the format", async () => {
    const [png, bmp] = await Promise.all(
      (["image/png", "image/bmp"] as const).map(async (mime) =>
        open(
          await temporaryFolder({
            "a/1": "",
            [`a/x.${mime.slice(6)}`]: await solid(RED, mime),
            "b/x.png": await solid(BLUE),
          }),
        ),
      ),
    );
    expect(png.sha256).toBe(bmp.sha256);
  });

  test("a limit reads only what it chose, and the first file for its size", async () => {
    const names = ["a/1.png", "a/2.png", "a/3.png", "b/1.png", "b/2.png", "b/3.png"];
    const read = [0, ...stratifiedIndices(Int32Array.of(0, 0, 0, 1, 1, 1), 2, 2, 0)];
    const image = await solid(RED);
    const files = Object.fromEntries(names.map((name, i) => [name, read.includes(i) ? image : "broken"]));
    const folder = await temporaryFolder(files);
    expect([...(await open(folder, { limit: 2 })).labels]).toEqual([0, 1]);
    await expect(open(folder)).rejects.toThrow(/expected a PNG/);
  });
});

describe("errors", () => {
  const refuses = async (
    files: Record<string, Uint8Array | string>,
    message: RegExp,
    options: Partial<OpenOptions> = {},
  ) => {
    const opened = open(await temporaryFolder(files), options);
    await expect(opened).rejects.toThrow(InputError);
    await expect(opened).rejects.toThrow(message);
  };

  test("no folder", () => expect(open("/no/such/place")).rejects.toThrow(/expected a folder, but got nothing there/));
  test("no class folders", () => refuses({ "x.png": "" }, /at least two class folders, but got 0.*Put the images/));
  test("an empty class folder", async () =>
    refuses({ "a/1.png": await solid(RED), "b/readme.txt": "" }, /\/b: expected at least one PNG.*but got none\./));
  test("classes outside, splits inside", async () =>
    refuses(
      { "a/train/1.png": await solid(RED), "b/train/1.png": await solid(RED) },
      /\/a: .*but got none, but folders \(train\).*give the folder that holds the class folders/,
    ));
  test("a split that is not there", async () =>
    refuses(
      { "train/a/1.png": await solid(RED), "train/b/1.png": await solid(RED) },
      /a folder "test" or "val" for the test split, but got "train"/,
    ));
  test("images of two sizes", async () =>
    refuses(
      { "a/1.png": await solid(RED), "b/2.png": await picture(5, 4, () => RED) },
      /b\/2.png: expected 4 x 4 pixels, the size of .*a\/1.png, but got 5 x 4. Give --image-size/,
    ));
  test("a file that is no image", async () =>
    refuses(
      { "a/1.png": await solid(RED), "b/2.jpg": "hello" },
      /b\/2.jpg: expected a PNG, JPEG, BMP, GIF or TIFF image/,
    ));
  test("an empty file", async () => refuses({ "a/1.png": "", "b/2.png": "" }, /a\/1.png: expected a PNG/));
  test("an image cut short", async () => {
    const png = await picture(64, 64, (x, y) => ((x * y * 2654435761) | 255) >>> 0);
    await refuses({ "a/1.png": png.subarray(0, png.length / 2), "b/2.png": png }, /a\/1.png: expected a whole image/);
  });
  test("an image size that is none", async () =>
    refuses({ "a/1.png": await solid(RED), "b/2.png": await solid(RED) }, /--image-size: expected a whole number/, {
      imageSize: 0.5,
    }));
});
