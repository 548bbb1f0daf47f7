import { once } from "./cache.ts";
import { constantFor, type SeverityConstants } from "./constants.ts";
import { type Corruption, nothingRandom } from "./corruption.ts";
import { boxResized, boxWindows } from "./imaging/box-resize.ts";

/** Share of each side's pixels that remain. */
const REMAINING: SeverityConstants<number> = {
  cifar: [0.95, 0.9, 0.85, 0.75, 0.65],
  imagenet: [0.6, 0.5, 0.4, 0.3, 0.25],
};

/** Scaled down with box averaging and up again to blocks. */
export const pixelate = {
  id: "pixelate",
  title: "Pixelate",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, pixelate",
  family: "digital",
  notes: [],
  draw: nothingRandom,
  apply(image, severity, _draws, options) {
    const { height, width } = image;
    const remaining = constantFor(REMAINING, image, severity, options);
    const rows = Math.trunc(height * remaining);
    const columns = Math.trunc(width * remaining);
    const windows = (from: number, to: number) => once(options, `boxes ${from} to ${to}`, () => boxWindows(from, to));
    const small = boxResized(image.pixels, width, windows(height, rows), windows(width, columns));
    return { ...image, pixels: boxResized(small, columns, windows(rows, height), windows(columns, width)) };
  },
} as const satisfies Corruption<undefined>;
