import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { plasmaDrawRanges, plasmaFractal } from "./imaging/plasma-fractal.ts";
import { quantize, UNIT } from "./imaging/quantize.ts";

/** Density of the fog, and by how much its waves shrink from one scale to the next finer one. */
const FOG: SeverityConstants<{ readonly density: number; readonly decay: number }> = {
  cifar: [
    { density: 0.2, decay: 3 },
    { density: 0.5, decay: 3 },
    { density: 0.75, decay: 2.5 },
    { density: 1, decay: 2 },
    { density: 1.5, decay: 1.75 },
  ],
  imagenet: [
    { density: 1.5, decay: 2 },
    { density: 2, decay: 2 },
    { density: 2.5, decay: 1.7 },
    { density: 2.5, decay: 1.5 },
    { density: 3, decay: 1.4 },
  ],
};

/**
 * A plasma fractal f in [0, 1] laid over the image: (x + c f) max(x) / (max(x) + c), clipped. Draws: the fractal's
 * uniform numbers, in the order of its construction (`plasmaFractal`).
 */
export const fog = {
  id: "fog",
  title: "Fog",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, fog",
  family: "weather",
  notes: [],
  draw(image, severity, random, options) {
    const { decay } = constantFor(FOG, image, severity, options);
    const ranges = plasmaDrawRanges(mapSide(image.height, image.width), decay);
    const draws = new Float64Array(ranges.reduce((count, range) => count + range.count, 0));
    let at = 0;
    for (const { count, wibble } of ranges) {
      for (let i = 0; i < count; i++) draws[at++] = wibble * (2 * random.uniform() - 1);
    }
    return draws;
  },
  apply(image, severity, draws, options) {
    const { density, decay } = constantFor(FOG, image, severity, options);
    const side = mapSide(image.height, image.width);
    const fractal = plasmaFractal(side, decay, draws);
    let max = 0;
    for (const value of image.pixels) if (value > max) max = value;
    const brightest = UNIT[max];

    const pixels = new Uint8Array(image.pixels.length);
    let at = 0;
    for (let row = 0; row < image.height; row++) {
      for (let column = 0; column < image.width; column++) {
        const veil = density * fractal[row * side + column];
        for (let channel = 0; channel < 3; channel++, at++) {
          pixels[at] = quantize(((UNIT[image.pixels[at]] + veil) * brightest) / (brightest + density));
        }
      }
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<Float64Array>;

/** The fractal covers the image: the next power of two (the reference has 32 and 256 for 32 and 224 pixels). */
function mapSide(height: number, width: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(height, width)));
}
