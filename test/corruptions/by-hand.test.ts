import { describe, expect, test } from "vitest";
import { type Corruption, findCorruption } from "../../corruptions/index.ts";
import type { Severity } from "../../src/core/condition.ts";
import type { Image } from "../../src/core/image.ts";

const flat = (red: number, green: number, blue: number, side = 8): Image => {
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, i) => [red, green, blue][i % 3]);
  return { pixels, height: side, width: side };
};
const apply = (id: string, image: Image, severity: Severity, draws?: unknown, frostTextures?: readonly Image[]) =>
  (findCorruption(id) as Corruption).apply(image, severity, draws, { constants: "cifar", frostTextures }).pixels;

describe("results that a pocket calculator gives", () => {
  test("brightness adds 0.3 to a grey of 102 / 255 = 0.4: 0.7 * 255 = 178.5, truncated", () => {
    expect(apply("brightness", flat(102, 102, 102), 5)[0]).toBe(178);
  });

  test("brightness keeps hue and saturation: red 128 becomes pure red 128 + 0.3 * 255 = 204.5", () => {
    expect([...apply("brightness", flat(128, 0, 0), 5).subarray(0, 3)]).toEqual([204, 0, 0]);
  });

  test("saturate halves nothing but the distance from white: 0.3 of it remains at severity 1", () => {
    // red 200 with 100 beside it: saturation 0.5 * 0.3 = 0.15, so the others become 200 * 0.85 = 170
    expect([...apply("saturate", flat(200, 100, 100), 1).subarray(0, 3)]).toEqual([200, 170, 170]);
  });

  test("contrast draws towards the mean of each channel", () => {
    const image = flat(0, 0, 0);
    image.pixels.fill(200, 0, image.pixels.length / 2); // mean 100
    const pixels = apply("contrast", image, 2); // half remains: 150 and 50, less what truncation takes
    expect([149, 150]).toContain(pixels[0]);
    expect([49, 50]).toContain(pixels[pixels.length - 1]);
  });

  test("frost at severity 5 is 0.75 of the image and 0.45 of the texture's crop", () => {
    const texture = { pixels: new Uint8Array(100 * 100 * 3), height: 100, width: 100 };
    // The texture is shrunk to a fifth by taking the middle pixel of each five: row 5 * 3 + 2, column 5 * 4 + 2.
    texture.pixels.set([100, 50, 10], ((5 * 3 + 2) * 100 + 5 * 4 + 2) * 3);
    const draws = { texture: 0, top: 1, left: 2 };
    const pixels = apply("frost", flat(100, 200, 240), 5, draws, new Array(5).fill(texture));
    const at = ((3 - 1) * 8 + (4 - 2)) * 3;
    expect([...pixels.subarray(at, at + 3)]).toEqual([75 + 45, 150 + 22, 180 + 4]);
    expect([...pixels.subarray(0, 3)]).toEqual([75, 150, 180]);
  });

  test("frost never exceeds white", () => {
    const texture = flat(255, 255, 255, 60);
    expect([
      ...apply("frost", flat(250, 250, 250), 1, { texture: 0, top: 0, left: 0 }, new Array(5).fill(texture)),
    ]).toEqual(new Array(8 * 8 * 3).fill(255));
  });

  test("frost refuses fewer textures than it draws from", () => {
    const draws = { texture: 0, top: 0, left: 0 };
    expect(() => apply("frost", flat(0, 0, 0), 1, draws, [flat(0, 0, 0)])).toThrow("expected 5, or none, but got 1");
  });

  test("pixelate at severity 5 leaves int(8 * 0.65) = 5 x 5 blocks", () => {
    const image = flat(0, 0, 0);
    for (let i = 0; i < image.pixels.length; i++) image.pixels[i] = (i * 37) % 256;
    const pixels = apply("pixelate", image, 5);
    const colors = new Set<string>();
    for (let i = 0; i < pixels.length; i += 3) colors.add(pixels.subarray(i, i + 3).join());
    expect(colors.size).toBeLessThanOrEqual(25);
  });

  test.each([
    "defocus_blur",
    "gaussian_blur",
    "motion_blur",
    "zoom_blur",
    "pixelate",
    "jpeg_compression",
    "glass_blur",
  ])("%s leaves a flat grey as it is, within the grey level that truncation may take", (id) => {
    const image = flat(120, 120, 120, 32);
    const draws = { motion_blur: 10, glass_blur: new Int8Array(2 * 2 * 30 * 30) }[id];
    for (const value of apply(id, image, 4, draws)) expect([119, 120]).toContain(value);
  });

  test("motion_blur at 0 degrees reads to the right: an edge moves left", () => {
    const image = flat(0, 0, 0, 32);
    for (let i = 0; i < image.pixels.length; i++) if (Math.floor(i / 3) % 32 >= 16) image.pixels[i] = 255;
    const row = apply("motion_blur", image, 3, 0)
      .subarray(0, 32 * 3)
      .filter((_, i) => i % 3 === 0);
    expect(row[16]).toBe(255);
    expect(row[15]).toBeGreaterThan(100);
    expect(row[2]).toBe(0);
  });

  test("glass_blur copies, it does not swap: with displacement (-1, 0) each pixel takes its left neighbour", () => {
    const image = flat(0, 0, 0, 8);
    for (let i = 0; i < 64; i++) image.pixels.fill(10 * (i % 8), 3 * i, 3 * i + 3);
    const draws = Int8Array.from({ length: 2 * 6 * 6 }, (_, i) => (i % 2 === 0 ? -1 : 0));
    const row = [...apply("glass_blur", image, 1, draws).subarray(3 * 8 * 4, 3 * 8 * 5)].filter((_, i) => i % 3 === 0);
    expect(row).toEqual([0, 10, 10, 20, 30, 40, 50, 60]);
  });

  test("spatter without a drop leaves the image, give or take truncation", () => {
    const image = flat(90, 120, 200, 16);
    for (const severity of [1, 4] as const) {
      const pixels = apply("spatter", image, severity, new Float64Array(16 * 16));
      pixels.forEach((value, i) => {
        expect(image.pixels[i] - value).toBeLessThanOrEqual(1);
      });
    }
  });
});
