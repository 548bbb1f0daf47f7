import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { filterSeparably, gaussianKernel } from "./imaging/gaussian-filter.ts";
import { quantizeAll, toUnitDouble } from "./imaging/quantize.ts";

interface Glass {
  /** Standard deviation of the blurs before and after, pixels. */
  readonly sigma: number;
  /** Farthest displacement, pixels. */
  readonly reach: number;
  readonly rounds: number;
}

const GLASS: SeverityConstants<Glass> = {
  cifar: [
    { sigma: 0.05, reach: 1, rounds: 1 },
    { sigma: 0.25, reach: 1, rounds: 1 },
    { sigma: 0.4, reach: 1, rounds: 1 },
    { sigma: 0.25, reach: 1, rounds: 2 },
    { sigma: 0.4, reach: 1, rounds: 2 },
  ],
  imagenet: [
    { sigma: 0.7, reach: 1, rounds: 2 },
    { sigma: 0.9, reach: 2, rounds: 1 },
    { sigma: 1, reach: 2, rounds: 3 },
    { sigma: 1.1, reach: 3, rounds: 2 },
    { sigma: 1.5, reach: 4, rounds: 2 },
  ],
};

/**
 * Pixels displaced locally between two Gaussian blurs. Draws: a pair (dx, dy), each in -reach...reach-1, for each
 * round and each inner pixel from the lower right to the upper left.
 */
export const glassBlur = {
  id: "glass_blur",
  title: "Glass blur",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, glass_blur",
  family: "blur",
  notes: [
    "The reference's swap of two pixels is a copy, because NumPy views alias: the second pixel is never changed.",
    "The reference never displaces by +reach, for NumPy's upper bound is exclusive.",
  ],
  draw(image, severity, random, options) {
    const { reach, rounds } = constantFor(GLASS, image, severity, options);
    const displacements = new Int8Array(2 * rounds * (image.height - 2 * reach) * (image.width - 2 * reach));
    const span = 2 * reach;
    for (let i = 0; i < displacements.length; i += 2) {
      const both = random.integer(span * span);
      displacements[i] = (both % span) - reach;
      displacements[i + 1] = Math.floor(both / span) - reach;
    }
    return displacements;
  },
  apply(image, severity, displacements, options) {
    const { height, width } = image;
    const { sigma, reach, rounds } = constantFor(GLASS, image, severity, options);
    const kernel = gaussianKernel(sigma);
    const blur = (pixels: Uint8Array) =>
      quantizeAll(filterSeparably(toUnitDouble(pixels), height, width, 3, kernel, "nearest"));

    const pixels = blur(image.pixels);
    let at = 0;
    for (let round = 0; round < rounds; round++) {
      for (let row = height - reach; row > reach; row--) {
        for (let column = width - reach; column > reach; column--) {
          const target = (row * width + column) * 3;
          const source = target + (displacements[at + 1] * width + displacements[at]) * 3;
          at += 2;
          // A copy where a swap was meant: see the notes.
          pixels[target] = pixels[source];
          pixels[target + 1] = pixels[source + 1];
          pixels[target + 2] = pixels[source + 2];
        }
      }
    }
    return { ...image, pixels: blur(pixels) };
  },
} as const satisfies Corruption<Int8Array>;
