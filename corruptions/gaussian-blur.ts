import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { filterSeparably, gaussianKernel } from "./imaging/gaussian-filter.ts";
import { quantizeAll, toUnitDouble } from "./imaging/quantize.ts";

/** Standard deviation of the blur, pixels. */
const SIGMA: SeverityConstants<number> = {
  cifar: [0.4, 0.6, 0.7, 0.8, 1],
  imagenet: [1, 2, 3, 4, 6],
};

/** Gaussian blur, each channel for itself, edge values continued, kernel cut at 4 sigma. */
export const gaussianBlur = {
  id: "gaussian_blur",
  title: "Gaussian blur",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, gaussian_blur",
  family: "blur",
  notes: [],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const kernel = gaussianKernel(constantFor(SIGMA, image, severity, options));
    const blurred = filterSeparably(toUnitDouble(image.pixels), image.height, image.width, 3, kernel, "nearest");
    return { ...image, pixels: quantizeAll(blurred) };
  },
} as const satisfies Corruption<undefined>;
