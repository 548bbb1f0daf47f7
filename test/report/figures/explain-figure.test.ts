import { Jimp } from "jimp";
import { expect, test } from "vitest";
import { renderExplainFigure } from "../../../src/report/figures/explain-figure.ts";
import { EXPLAIN_SCHEMA, type Explanation } from "../../../src/result/explain-result.ts";

const WHITE = 0xffffffff;

/** A red image of 2 x 2 pixels; the map lights its left half. */
async function explanation(change: Partial<Explanation> = {}): Promise<Explanation> {
  const image = await new Jimp({ width: 2, height: 2, color: 0xff0000ff }).getBuffer("image/png");
  return {
    schema: EXPLAIN_SCHEMA,
    tool: { name: "ipswap-eval", version: "0" },
    seed: 0,
    data: {
      name: "colours",
      split: "test",
      count: 1,
      height: 2,
      width: 2,
      classes: ["red", "green", "blue"],
      superclasses: { names: ["warm", "cold"], of: [0, 1, 1] },
      sha256: "0",
    },
    checkpoints: [
      {
        name: "first",
        sha256: "0",
        method: "grad-cam",
        layer: "layer4",
        height: 1,
        width: 2,
        classAverages: [
          { count: 3, top: [{ class: 0, probability: 1 }], superclassMass: 1 },
          { count: 0, top: [], superclassMass: null },
          { count: 0, top: [], superclassMass: null },
        ],
        averagesUnder: [],
      },
    ],
    conditions: [],
    figures: [],
    examples: [
      {
        index: 4,
        label: 0,
        reason: "error",
        image: image.toString("base64"),
        answers: [
          {
            top: [
              { class: 1, probability: 0.5 },
              { class: 0, probability: 0.5 },
            ],
            topUnder: [],
            maps: [{ class: 1, score: 2, peak: 1, values: Buffer.from([255, 0]).toString("base64") }],
          },
        ],
      },
    ],
    ...change,
  };
}

const draw = async (stored: Explanation) => Jimp.read(Buffer.from(await renderExplainFigure(stored, "per-image")));

test("the image stands in the first column, and lit by the map in the checkpoint's", async () => {
  const figure = await draw(await explanation());
  // The row begins at 84, the picture 44 below; 192 pixels of red; the next begins at 16 + 192 + 32.
  expect(figure.getPixelColor(16 + 5, 128 + 5)).toBe(0xff0000ff);
  expect(figure.getPixelColor(240 + 5, 128 + 100)).toBe(0xff0000ff);
  // Where the map is 0 a fifth of the brightness is left.
  expect(figure.getPixelColor(240 + 187, 128 + 100)).toBe(0x330000ff);
});

test("bars are as long as the probability, orange for another superclass and blue for the true class", async () => {
  const figure = await draw(await explanation());
  const left = 240 + 192 + 16;
  const y = 128 - 4 + 20 + 3;
  expect(figure.getPixelColor(left + 114, y)).toBe(0xd55e00ff);
  expect(figure.getPixelColor(left + 116, y)).toBe(0xecececff);
  expect(figure.getPixelColor(left + 5, y + 38)).toBe(0x0072b2ff);
});

test("a map without evidence lights nothing, and class averages follow the examples", async () => {
  const stored = await explanation();
  const [example] = stored.examples;
  const [answer] = example.answers;
  const dark = { ...answer, maps: [{ class: 1, score: 0, peak: 0, values: "AAA=" }] };
  const figure = await draw({ ...stored, examples: [{ ...example, answers: [dark] }] });
  expect(figure.getPixelColor(240 + 187, 128 + 100)).toBe(0xff0000ff);
  // Below the example's row: the average of its class, whose only bar is whole.
  const top = 84 + 44 + 192 + 16 + 40;
  expect(figure.getPixelColor(240 + 228, top + 20 + 3)).toBe(0x0072b2ff);
  const without = await draw({ ...stored, examples: [] });
  expect(figure.bitmap.height).toBeGreaterThan(without.bitmap.height + 400);
});

test("a name without a letter of the font is drawn as the class' number", async () => {
  const stored = await explanation();
  const nameless = { ...stored, data: { ...stored.data, classes: ["猫", "犬", "鳥"] } };
  const figure = await draw(nameless);
  const inked = (x: number, y: number, width: number) =>
    Array.from({ length: width * 18 }, (_, i) => figure.getPixelColor(x + (i % width), y + Math.floor(i / width))).some(
      (color) => color !== WHITE,
    );
  expect(inked(16, 84, 100)).toBe(true);
});
