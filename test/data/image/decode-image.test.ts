import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decodeImage } from "../../../src/data/image/decode-image.ts";
import { DEFAULT_READING } from "../../../src/data/image/image-reading.ts";
import { pillowFixture } from "./pillow.ts";

const { files } = pillowFixture();
const fileOf = (name: string) => files.get(name)!;
const read = (name: string, reading = {}) => decodeImage(fileOf(name).file, { ...DEFAULT_READING, ...reading });

describe("the pixels that Pillow reads", () => {
  test.for([...files.keys()].filter((name) => name !== "420.avif"))("%s", async (name) => {
    const { height, width, rgb } = fileOf(name);
    const image = await read(name);
    expect(image).toMatchObject({ height, width });
    const largest = Math.max(...image.pixels.map((value, i) => Math.abs(value - rgb[i])));
    // 255 v / 100 may end in .5, which Python rounds to the even neighbour.
    expect(largest).toBeLessThanOrEqual(name === "few-levels.pgm" || name === "444.avif" ? 1 : 0);
  });
});

test("AVIF of half the colours: the same image, other edges of colour", async () => {
  const { pixels } = await read("420.avif");
  const { rgb } = fileOf("420.avif");
  const mean = pixels.reduce((sum, value, i) => sum + Math.abs(value - rgb[i]), 0) / pixels.length;
  expect(mean).toBeLessThan(12);
});

test("16 bits of grey: the upper 8, where Pillow cuts off at 255", async () => {
  const values = [0, 255, 256, 32_768, 65_535];
  const pgm = Buffer.concat([Buffer.from("P5 5 1 65535\n"), Buffer.from(values.flatMap((v) => [v >> 8, v & 255]))]);
  const image = await decodeImage(pgm, DEFAULT_READING);
  expect(image.deep).toBe(true);
  // 255 v / 65535, rounded.
  expect([...image.pixels].filter((_, i) => i % 3 === 0)).toEqual([0, 1, 1, 128, 255]);
});

describe("what some programs read and others do not", () => {
  test.for([
    ["exif.jpg", { turned: true, transparent: false, deep: false }],
    ["exif.png", { turned: true, transparent: false, deep: false }],
    ["turned.tiff", { turned: false, transparent: false, deep: false }], // Pillow turns it too: nothing to choose.
    ["rgba.png", { turned: false, transparent: true, deep: false }],
    ["palette-transparent.png", { turned: false, transparent: true, deep: false }],
    ["alpha.webp", { turned: false, transparent: true, deep: false }],
    ["rgb16.png", { turned: false, transparent: false, deep: true }],
    ["420.jpg", { turned: false, transparent: false, deep: false }],
  ] as const)("%s", async ([name, traits]) => {
    expect(await read(name)).toMatchObject(traits);
  });

  test("an image that was taken turned is turned upright where that is asked for", async () => {
    const [asItLies, upright] = [await read("exif.png"), await read("exif.png", { exif: "apply" })];
    expect([upright.height, upright.width]).toEqual([asItLies.width, asItLies.height]);
    // EXIF orientation 6: row 0 is the right side, column 0 is the top; so (r, c) upright lies at (height - 1 - c, r).
    for (const [r, c] of [
      [0, 0],
      [16, 0],
      [5, 12],
    ]) {
      const [from, to] = [((asItLies.height - 1 - c) * asItLies.width + r) * 3, (r * upright.width + c) * 3];
      expect(upright.pixels.slice(to, to + 3)).toEqual(asItLies.pixels.slice(from, from + 3));
    }
  });

  test("transparent pixels are put on white where that is asked for", async () => {
    const [dropped, white] = [await read("rgba.png"), await read("rgba.png", { alphaChannel: "white" })];
    // Opacity of the fixture: (16 x + 3 y) mod 256.
    for (const [row, column] of [
      [0, 0],
      [3, 7],
      [12, 16],
    ]) {
      const opacity = ((16 * column + 3 * row) % 256) / 255;
      const at = (row * 17 + column) * 3;
      expect(white.pixels[at]).toBe(Math.round(opacity * dropped.pixels[at] + 255 * (1 - opacity)));
    }
  });
});

describe("files that are no whole image", () => {
  const whole = [
    "rgb.png",
    "interlaced.png",
    "420.jpg",
    "progressive.jpg",
    "lossy.webp",
    "444.avif",
    "tiff_lzw.tiff",
    "rgb.bmp",
  ];
  test.for([...whole, "palette.gif", "rgb.ppm", "plain.ppm"])("%s, cut short", async (name) => {
    const { file } = fileOf(name);
    for (const share of [0.1, 0.5, 0.8]) {
      const part = file.subarray(0, Math.floor(file.length * share));
      await expect(decodeImage(part, DEFAULT_READING), `${share}`).rejects.toThrow();
    }
  });

  test.for(["short-strip.tiff", "endless.gif", "lzw.tiff", "cut-short.tiff"])("%s", async (name) => {
    const bytes = readFileSync(new URL(`../../fixtures/images/damaged/${name}`, import.meta.url));
    await expect(decodeImage(bytes, DEFAULT_READING)).rejects.toThrow();
  });

  test.for([
    ["", /a PNG, JPEG, WebP, AVIF, BMP, TIFF, GIF, PPM or PGM image, but got an empty file/],
    ["hello", /but got a file that is none/],
    ["\0\0\0\x18ftypheic\0\0\0\0heic", /but got HEIC/],
    ["<!DOCTYPE html>", /but got HTML or SVG/],
    ["P6 1000000 1000000 255\n", /at most \d+ pixels, but got 1000000 x 1000000/],
    ["P6 2 2 0\n", /a largest value in \[1, 65535\], but got 0/],
    ["P6\nhello", /a PPM or PGM header/],
  ] as const)("%j", async ([content, message]) => {
    await expect(decodeImage(Buffer.from(content, "latin1"), DEFAULT_READING)).rejects.toThrow(message);
  });
});
