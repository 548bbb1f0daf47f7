import { crc32, deflateSync } from "node:zlib";
import { Jimp } from "jimp";
import { describe, expect, test } from "vitest";
import { requireHarmlessImage as guard } from "../../../src/data/image/image-guard.ts";
import { ImageProblem } from "../../../src/data/image/image-problem.ts";

const refused = (bytes: Buffer, message: RegExp) => {
  expect(() => guard(bytes)).toThrow(ImageProblem);
  expect(() => guard(bytes)).toThrow(message);
};

test.for(["image/png", "image/jpeg", "image/bmp", "image/gif", "image/tiff"] as const)("%s passes", async (mime) => {
  guard(await new Jimp({ width: 5, height: 3, color: 0x336699ff }).getBuffer(mime));
});

describe("PNG", () => {
  const chunk = (type: string, data: Buffer) => {
    const named = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = (width: number, height: number, interlaced = false) => {
    const data = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, interlaced ? 1 : 0]);
    data.writeUInt32BE(width, 0);
    data.writeUInt32BE(height, 4);
    return chunk("IHDR", data);
  };
  const png = (...chunks: Buffer[]) =>
    Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ...chunks, chunk("IEND", Buffer.alloc(0))]);
  const pixels = (bytes: number) => chunk("IDAT", deflateSync(Buffer.alloc(bytes)));

  test("a size that would fill memory", () => {
    refused(png(header(60_000, 60_000), pixels(10)), /expected at most 33554432 pixels, but got 60000 x 60000/);
  });
  test("a second header, which a decoder would believe", () => {
    refused(png(header(1, 1), header(60_000, 60_000), pixels(4)), /a PNG with one header, but got 2/);
  });
  test("interlaced pixels that hold more than the header says", () => {
    refused(png(header(1, 1, true), pixels(50_000_000)), /pixels of 1 x 1, but got compressed data/);
    guard(png(header(1, 1, true), pixels(4)));
  });
});

describe("GIF", () => {
  const gif = (screen: number, frame: number) => {
    const bytes = Buffer.alloc(13 + 8 + 10);
    bytes.write("GIF89a", "latin1");
    bytes.writeUInt16LE(screen, 6);
    bytes.writeUInt16LE(screen, 8);
    bytes.set([0x21, 0xfe, 4, 1, 2, 3, 4, 0, 0x2c], 13); // a comment, then an image
    bytes.writeUInt16LE(frame, 26);
    bytes.writeUInt16LE(frame, 28);
    return bytes;
  };
  test("a frame beyond the screen", () => {
    guard(gif(8, 8));
    refused(gif(8, 65_535), /a first frame within 8 x 8, but got one of 65535 x 65535/);
  });
  test("a screen that would fill memory", () => refused(gif(65_535, 8), /but got 65535 x 65535/));
});

describe("TIFF", () => {
  type Field = readonly [tag: number, type: number, count: number, value: number];
  const tiff = (fields: readonly Field[], next = 0, rest = Buffer.alloc(0)) => {
    const bytes = Buffer.alloc(8 + 2 + fields.length * 12 + 4);
    bytes.write("II*\0\x08\0\0\0", "latin1");
    bytes.writeUInt16LE(fields.length, 8);
    fields.forEach(([tag, type, count, value], i) => {
      bytes.writeUInt16LE(tag, 10 + i * 12);
      bytes.writeUInt16LE(type, 12 + i * 12);
      bytes.writeUInt32LE(count, 14 + i * 12);
      bytes.writeUInt32LE(value, 18 + i * 12);
    });
    bytes.writeUInt32LE(next, bytes.length - 4);
    return Buffer.concat([bytes, rest]);
  };
  const size: readonly Field[] = [
    [256, 3, 1, 2],
    [257, 3, 1, 2],
  ];
  test("one page passes", () => guard(tiff(size)));
  test("a size that would fill memory", () =>
    refused(
      tiff([
        [256, 4, 1, 60_000],
        [257, 4, 1, 60_000],
      ]),
      /but got 60000 x 60000/,
    ));
  test("pages in a circle", () => refused(tiff(size, 8), /a TIFF of one page, but got more/));
  test("a field of four billion values", () =>
    refused(tiff([...size, [273, 3, 4_000_000_000, 0]]), /fields that fit the file, but got 4000000000 values of 273/));
  test("further directories", () =>
    refused(tiff([...size, [330, 4, 1, 8]]), /a plain TIFF, in strips, but got field 330/));
  test("tiles", () => refused(tiff([...size, [322, 4, 1, 60_000]]), /a plain TIFF, in strips, but got field 322/));
  test("a strip that inflates to more than the pixels", () => {
    const deflated = (bytes: number) => {
      const strip = deflateSync(Buffer.alloc(bytes));
      const fields: Field[] = [...size, [259, 3, 1, 8], [273, 4, 1, 8 + 2 + 5 * 12 + 4], [279, 4, 1, strip.length]];
      return tiff(fields, 0, strip);
    };
    guard(deflated(12));
    refused(deflated(50_000_000), /strip 0 that is damaged or holds more/);
  });
});

test("another format under an image's name", () => {
  const webp = Buffer.from("RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\0\0\0\0\0\0\0\0", "latin1");
  refused(webp, /a PNG, JPEG, BMP, GIF or TIFF image, but got webp/);
});
