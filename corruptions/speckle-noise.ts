import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { normalNoise } from "./imaging/normal-noise.ts";
import { quantize, UNIT } from "./imaging/quantize.ts";

/** Standard deviation of the noise relative to the value. */
const DEVIATION: SeverityConstants<number> = {
  cifar: [0.06, 0.1, 0.12, 0.16, 0.2],
  imagenet: [0.15, 0.2, 0.35, 0.45, 0.6],
};

/** Multiplicative normal noise: clip(x + x n), n ~ N(0, c^2). Draws: n, row-major [height, width, 3]. */
export const speckleNoise = {
  id: "speckle_noise",
  title: "Speckle noise",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, speckle_noise",
  family: "noise",
  notes: ["Truncated to 8 bits, not rounded, as in the reference: a loss of half a grey level on average."],
  draw(image, severity, random, options) {
    return normalNoise(image, constantFor(DEVIATION, image, severity, options), random);
  },
  apply(image, _severity, noise) {
    const pixels = new Uint8Array(image.pixels.length);
    for (let i = 0; i < pixels.length; i++) {
      const unit = UNIT[image.pixels[i]];
      pixels[i] = quantize(unit + unit * noise[i]);
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<Float64Array>;
