import { mkdir, symlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { Jimp } from "jimp";
import { describe, expect, test } from "vitest";
import { InputError } from "../../../src/core/error.ts";
import { type OpenOptions, openDataset } from "../../../src/data/open-dataset.ts";
import { stratifiedIndices } from "../../../src/data/subset.ts";
import { pillowFixture } from "../image/pillow.ts";
import { temporaryFolder } from "../temporary-folder.ts";

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

  test("opacity is left out, as PyTorch does, or white shines through; the set says that it has it", async () => {
    const folder = await temporaryFolder({
      "a/1.png": await picture(2, 1, (x) => (x === 0 ? 0x00000000 : 0xff000080)),
      "b/1.png": await picture(2, 1, () => RED),
    });
    const dropped = await open(folder);
    expect([...(await dropped.read([0]))]).toEqual([0, 0, 0, 255, 0, 0]);
    expect(dropped.notes?.()).toEqual([
      "1 image transparent in places: opacity is left out, as PyTorch does (`alphaChannel` white puts them on white).",
    ]);
    // 128/255 of red over white: (255, 127, 127).
    const white = await open(folder, { alphaChannel: "white" });
    expect([...(await white.read([0]))]).toEqual([255, 255, 255, 255, 127, 127]);
  });

  test("an image that was taken turned is read as it lies, as PyTorch does, or upright", async () => {
    const { file } = pillowFixture().files.get("exif.jpg")!;
    const folder = await temporaryFolder({ "a/1.jpg": file, "b/1.jpg": file });
    const asItLies = await open(folder);
    expect(asItLies).toMatchObject({ height: 13, width: 17 });
    expect(asItLies.notes?.()[0]).toMatch(/^2 images taken turned or mirrored \(EXIF\): read as they lie/);
    const upright = await open(folder, { exif: "apply" });
    expect(upright).toMatchObject({ height: 17, width: 13 });
    expect(upright.notes?.()[0]).toMatch(/turned upright/);
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
});

describe("folders", () => {
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

describe("files that cannot be read", () => {
  test("are left out and counted where that is asked for, whatever is wrong with them", async () => {
    const image = await solid(BLUE);
    const folder = await temporaryFolder({
      "a/1.png": "", // the first, of which the size is taken otherwise
      "a/2.png": image,
      "b/1.jpg": "hello",
      "b/2.png": image,
      "b/3.png": image.subarray(0, image.length - 20),
      "b/4.png": image,
    });
    const dataset = await open(folder, { skipUnreadable: true });
    expect(Array.from({ length: dataset.count }, (_, row) => dataset.exampleId(row))).toEqual([
      { index: 1, name: "a/2.png" },
      { index: 3, name: "b/2.png" },
      { index: 5, name: "b/4.png" },
    ]);
    expect([...dataset.labels]).toEqual([0, 1, 1]);
    expect(dataset.notes?.()).toEqual([
      "Left out (`skipUnreadable`): 3 of 6 images, which cannot be read (a/1.png, b/1.jpg, b/3.png).",
    ]);
  });

  test("of a limited set only those that were chosen", async () => {
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i % 2}/${i}.png`, ""]));
    const whole = await temporaryFolder({ ...files, "0/0.png": await solid(RED), "1/1.png": await solid(RED) });
    const dataset = await open(whole, { skipUnreadable: true });
    expect(dataset.count).toBe(2);
    await expect(open(await temporaryFolder(files), { skipUnreadable: true })).rejects.toThrow(/an empty file/);
  });

  test("images of another size are not among them", async () => {
    const folder = await temporaryFolder({ "a/1.png": await solid(RED), "b/2.png": await picture(5, 4, () => RED) });
    await expect(open(folder, { skipUnreadable: true })).rejects.toThrow(/`imageSize`/);
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
    refuses(
      { "a/1.png": await solid(RED), "b/readme.txt": "" },
      /\/b: expected at least one PNG.*but got none, but other files \(1 \.txt\)\. Remove the folder if/,
    ));
  test("an empty class folder without any file", async () => {
    const folder = await temporaryFolder({ "a/1.png": await solid(RED) });
    await mkdir(join(folder, "b"));
    await expect(open(folder)).rejects.toThrow(/\/b: .*but got none\. Remove the folder if it is no class\./);
  });
  test("one class folder", async () =>
    refuses({ "a/1.png": await solid(RED) }, /at least two class folders, but got 1 \("a"\)\. Put the images of each/));
  test("the folder around the class folders", async () =>
    refuses(
      { "images/a/1.png": await solid(RED), "images/b/1.png": await solid(RED) },
      /but got 1 \("images"\)\. If the classes are a, b, give .*\/images\./,
    ));
  test("a class name that could steer a terminal", async () =>
    refuses(
      { "a\u001b[2J/1.png": await solid(RED), "b/1.png": await solid(RED) },
      /class names of at most 200 characters without control characters, but got "a\\u001b\[2J"/,
    ));
  test("classes outside, splits inside", async () =>
    refuses(
      { "a/train/1.png": await solid(RED), "b/train/1.png": await solid(RED) },
      /class folders with the splits \(train\) in them\. Put the splits outside: test\/cat\/1\.png rather than/,
    ));
  test("a split that is not there", async () =>
    refuses(
      { "train/a/1.png": await solid(RED), "train/b/1.png": await solid(RED) },
      /a folder "test" or .*"val" or .* for the test split, but got "train"/,
    ));
  test("images of two sizes", async () =>
    refuses(
      { "a/1.png": await solid(RED), "b/2.png": await picture(5, 4, () => RED) },
      /b\/2.png: expected 4 x 4 pixels, the size of .*a\/1.png, but got 5 x 4. Give `imageSize`/,
    ));
  test("a file that is no image", async () =>
    refuses(
      { "a/1.png": await solid(RED), "b/2.jpg": "hello" },
      /b\/2.jpg: expected a PNG, .* image, but got a file that is none\. .* leave out .* with `skipUnreadable`/,
    ));
  test("an empty file", async () =>
    refuses({ "a/1.png": "", "b/2.png": "" }, /a\/1.png: expected a PNG.*but got an empty file.*`skipUnreadable`/));
  test("a link that leads nowhere", async () => {
    const folder = await temporaryFolder({ "a/1.png": await solid(RED), "b/1.png": await solid(RED) });
    await symlink(join(folder, "nothing.png"), join(folder, "b", "2.png"));
    await expect(open(folder)).rejects.toThrow(/b\/2\.png: expected a readable file, but got no such file/);
  });
  test("an image cut short", async () => {
    const png = await picture(64, 64, (x, y) => ((x * y * 2654435761) | 255) >>> 0);
    await refuses({ "a/1.png": png.subarray(0, png.length / 2), "b/2.png": png }, /a\/1.png: expected a whole image/);
  });
  test("an image size that is none", async () =>
    refuses({ "a/1.png": await solid(RED), "b/2.png": await solid(RED) }, /`imageSize`: expected a whole number/, {
      imageSize: 0.5,
    }));
});
