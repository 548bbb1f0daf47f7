import { once } from "./cache.ts";
import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { correlate } from "./imaging/correlate.ts";
import { diskKernel } from "./imaging/disk-kernel.ts";
import { mirroredIndex } from "./imaging/mirrored-index.ts";
import { quantizeAll, toUnitDouble } from "./imaging/quantize.ts";

/** Radius of the disk that a point becomes, and standard deviation of its softened edge, pixels. */
const DISK: SeverityConstants<{ readonly radius: number; readonly softening: number }> = {
  cifar: [
    { radius: 0.3, softening: 0.4 },
    { radius: 0.4, softening: 0.5 },
    { radius: 0.5, softening: 0.6 },
    { radius: 1, softening: 0.2 },
    { radius: 1.5, softening: 0.1 },
  ],
  imagenet: [
    { radius: 3, softening: 0.1 },
    { radius: 4, softening: 0.5 },
    { radius: 6, softening: 0.5 },
    { radius: 8, softening: 0.5 },
    { radius: 10, softening: 0.5 },
  ],
};

/** Each point spread over a disk. */
export const defocusBlur = {
  id: "defocus_blur",
  title: "Defocus blur",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, defocus_blur",
  family: "blur",
  notes: [
    "OpenCV filters through a Fourier transform, this directly: sums differ by about 1e-16 before truncation.",
    "The disk is softened in single precision as OpenCV does on processors with fused multiply-add.",
  ],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const { height, width } = image;
    const { radius, softening } = constantFor(DISK, image, severity, options);
    const kernel = once(options, `disk of ${radius} softened by ${softening}`, () => diskKernel(radius, softening));
    const sums = correlate(toUnitDouble(image.pixels), height, width, 3, kernel, mirroredIndex);
    return { ...image, pixels: quantizeAll(sums) };
  },
} as const satisfies Corruption<undefined>;
