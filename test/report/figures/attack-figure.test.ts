import { Jimp } from "jimp";
import { expect, test } from "vitest";
import { amplified, renderAttackFigure } from "../../../src/report/figures/attack-figure.ts";
import type { Exhibit } from "../../../src/result/exhibit.ts";

const RED = Float32Array.of(1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0);
const EXHIBIT: Exhibit = {
  example: { index: 7, label: 0, clean: 0, attacked: 1, confidence: [0.9, 0.2], brokenAfter: 1, brokenAt: 0.1 },
  original: RED,
  adversarial: RED.map((value, i) => value + (i < 3 ? 0.1 : -0.1)),
  before: Float64Array.of(0.9, 0.1),
  after: Float64Array.of(0.2, 0.8),
};

test("the change is stretched to black and white around grey", () => {
  const { picture, factor } = amplified(EXHIBIT.original, EXHIBIT.adversarial);
  expect(factor).toBe(5);
  expect([...picture].map((value) => Number(value.toFixed(5)))).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(amplified(RED, RED)).toEqual({ picture: new Float32Array(12).fill(0.5), factor: 1 });
});

test("a PNG with the image where it belongs, and a row for each exhibit", async () => {
  const context = { title: "PGD", classes: ["red", "other"], height: 2, width: 2 };
  const one = await Jimp.read(Buffer.from(await renderAttackFigure([EXHIBIT], context)));
  const two = await Jimp.read(Buffer.from(await renderAttackFigure([EXHIBIT, EXHIBIT], context)));
  expect(two.bitmap.width).toBe(one.bitmap.width);
  expect(two.bitmap.height).toBeGreaterThan(one.bitmap.height + 100);
  expect(one.getPixelColor(60, 120)).toBe(0xff0000ff);
  expect(one.getPixelColor(14 + 168 + 14 + 10, 70)).toBe(0xffffffff);
});

test("an answer that is not a number is said in place of a class", async () => {
  const context = { title: "PGD", classes: ["red", "other"], height: 2, width: 2 };
  const lost = { ...EXHIBIT, example: { ...EXHIBIT.example, attacked: -1 } };
  const figure = await Jimp.read(Buffer.from(await renderAttackFigure([lost], context)));
  // Above the third panel, whose left edge is at 14 + 2 * (168 + 14).
  const caption = Array.from({ length: 100 * 20 }, (_, i) =>
    figure.getPixelColor(378 + (i % 100), 34 + Math.floor(i / 100)),
  );
  expect(caption.some((color) => color !== 0xffffffff)).toBe(true);
});
