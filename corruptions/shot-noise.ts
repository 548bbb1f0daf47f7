import { once } from "./cache.ts";
import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { createPoissonTables, poissonCounts } from "./imaging/poisson.ts";
import { quantize } from "./imaging/quantize.ts";

/** Photons that a full-scale value stands for; fewer are noisier. */
const PHOTONS: SeverityConstants<number> = {
  cifar: [500, 250, 100, 75, 50],
  imagenet: [60, 25, 12, 5, 3],
};

/** Counting noise of light: clip(k / c), k ~ Poisson(x c). Draws: the counts k, row-major [height, width, 3]. */
export const shotNoise = {
  id: "shot_noise",
  title: "Shot noise",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, shot_noise",
  family: "noise",
  notes: ["Truncated to 8 bits, not rounded, as in the reference: a loss of half a grey level on average."],
  draw(image, severity, random, options) {
    const photons = constantFor(PHOTONS, image, severity, options);
    const tables = once(options, `counts of ${photons} photons`, () => createPoissonTables(photons));
    return poissonCounts(image.pixels, tables, random);
  },
  apply(image, severity, counts, options) {
    const photons = constantFor(PHOTONS, image, severity, options);
    const pixels = new Uint8Array(image.pixels.length);
    for (let i = 0; i < pixels.length; i++) pixels[i] = quantize(counts[i] / photons);
    return { ...image, pixels };
  },
} as const satisfies Corruption<Float64Array>;
