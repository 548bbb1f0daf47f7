import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { quantize, UNIT } from "./imaging/quantize.ts";

/** Share of values that are replaced. */
const AMOUNT: SeverityConstants<number> = {
  cifar: [0.01, 0.02, 0.03, 0.05, 0.07],
  imagenet: [0.03, 0.06, 0.09, 0.17, 0.27],
};

export interface ImpulseDraws {
  /** Uniform in [0, 1): a value is replaced where this is at most the amount. Row-major [height, width, 3]. */
  readonly flip: Float64Array;
  /** Uniform in [0, 1): replaced by white where this is at most 1/2, else by black. */
  readonly salt: Float64Array;
}

/** Salt and pepper, in each channel for itself. Stored values pass through x / 255 * 255, truncated. */
export const impulseNoise = {
  id: "impulse_noise",
  title: "Impulse noise",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, impulse_noise",
  family: "noise",
  notes: ["Channels flip independently, so impulses are coloured, as in the reference."],
  draw(image, _severity, random) {
    const flip = new Float64Array(image.pixels.length);
    const salt = new Float64Array(image.pixels.length);
    for (let i = 0; i < flip.length; i++) flip[i] = random.uniform();
    for (let i = 0; i < salt.length; i++) salt[i] = random.uniform();
    return { flip, salt };
  },
  apply(image, severity, { flip, salt }, options) {
    const amount = constantFor(AMOUNT, image, severity, options);
    const pixels = new Uint8Array(image.pixels.length);
    for (let i = 0; i < pixels.length; i++) {
      pixels[i] = flip[i] > amount ? quantize(UNIT[image.pixels[i]]) : salt[i] <= 0.5 ? 255 : 0;
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<ImpulseDraws>;
