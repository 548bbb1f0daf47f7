import { describe, expect, test } from "vitest";
import { jpegRoundTrip } from "../../../corruptions/imaging/jpeg.ts";
import { quantizationTables } from "../../../corruptions/imaging/jpeg-tables.ts";
import { syntheticImage } from "../support/synthetic-image.ts";

describe("JPEG", () => {
  test("quality 50 has the tables of ITU-T T.81, Annex K; 100 rounds to whole numbers only", () => {
    const { luma, chroma } = quantizationTables(50);
    expect([...luma.subarray(0, 8)]).toEqual([16, 11, 10, 16, 24, 40, 51, 61]);
    expect([...chroma.subarray(0, 8)]).toEqual([17, 18, 24, 47, 99, 99, 99, 99]);
    expect(luma[63]).toBe(99);
    expect(new Set([...quantizationTables(100).luma, ...quantizationTables(100).chroma])).toEqual(new Set([1]));
    // libjpeg: 25 scales by 5000 / 25 = 200 percent
    expect(quantizationTables(25).luma[0]).toBe(32);
    expect(quantizationTables(1).luma[0]).toBe(255);
  });

  test("a second round trip of a grey image changes little: it is on the grid of the steps already", () => {
    const grey = syntheticImage(32, 32);
    for (let i = 0; i < grey.pixels.length; i += 3) grey.pixels.fill(grey.pixels[i], i, i + 3);
    const once = jpegRoundTrip(grey.pixels, 32, 32, 50);
    const twice = jpegRoundTrip(once, 32, 32, 50);
    const far = twice.filter((value, i) => Math.abs(value - once[i]) > 3).length;
    expect(far / once.length).toBeLessThan(0.02);
  });
});
