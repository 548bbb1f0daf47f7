import { describe, expect, test } from "vitest";
import { decodeWithJimp } from "../../../src/data/image/jimp-decoder.ts";
import { pillowFixture } from "./pillow.ts";

const { files } = pillowFixture();

/** Red, green and blue of an RGBA image. */
const opaque = ({ data }: { readonly data: Uint8Array }) => data.filter((_, i) => i % 4 !== 3);

describe("where sharp has no binary", () => {
  test.for(["rgb.png", "rgba.png", "grey.png", "palette.png", "raw.tiff", "tiff_lzw.tiff", "palette.gif"])(
    "%s has the same pixels",
    async (name) => {
      const { file, rgb } = files.get(name)!;
      expect(Buffer.from(opaque(await decodeWithJimp(file, "ignore"))).equals(rgb)).toBe(true);
    },
  );

  test.for(["444.jpg", "420.jpg", "progressive.jpg"])("%s has nearly the same pixels", async (name) => {
    const { file, rgb } = files.get(name)!;
    const pixels = opaque(await decodeWithJimp(file, "ignore"));
    const error = pixels.reduce((sum, value, i) => sum + Math.abs(value - rgb[i]), 0) / pixels.length;
    expect(error).toBeLessThan(name === "444.jpg" ? 1 : 8);
  });

  test("what EXIF says is applied only where that is asked for", async () => {
    const { file, height, width } = files.get("exif.jpg")!;
    expect(await decodeWithJimp(file, "ignore")).toMatchObject({ height, width, turned: true });
    expect(await decodeWithJimp(file, "apply")).toMatchObject({ height: width, width: height, turned: true });
  });
});
