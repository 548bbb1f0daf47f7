import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { normalNoise } from "./imaging/normal-noise.ts";
import { quantize, UNIT } from "./imaging/quantize.ts";

/** Standard deviation of the noise, pixels in [0, 1]. */
const DEVIATION: SeverityConstants<number> = {
  cifar: [0.04, 0.06, 0.08, 0.09, 0.1],
  imagenet: [0.08, 0.12, 0.18, 0.26, 0.38],
};

/** Independent normal noise added to each value: clip(x + n), n ~ N(0, c^2). Draws: n, row-major [height, width, 3]. */
export const gaussianNoise = {
  id: "gaussian_noise",
  title: "Gaussian noise",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, gaussian_noise",
  family: "noise",
  notes: ["Truncated to 8 bits, not rounded, as in the reference: a loss of half a grey level on average."],
  draw(image, severity, random, options) {
    return normalNoise(image, constantFor(DEVIATION, image, severity, options), random);
  },
  apply(image, _severity, noise) {
    const pixels = new Uint8Array(image.pixels.length);
    for (let i = 0; i < pixels.length; i++) pixels[i] = quantize(UNIT[image.pixels[i]] + noise[i]);
    return { ...image, pixels };
  },
} as const satisfies Corruption<Float64Array>;
