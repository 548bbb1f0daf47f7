import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { motionBlurred, motionKernel } from "./imaging/motion-blur.ts";

/** Length and standard deviation of the blur, pixels. */
const MOTION: SeverityConstants<{ readonly radius: number; readonly sigma: number }> = {
  cifar: [
    { radius: 6, sigma: 1 },
    { radius: 6, sigma: 1.5 },
    { radius: 6, sigma: 2 },
    { radius: 8, sigma: 2 },
    { radius: 9, sigma: 2.5 },
  ],
  imagenet: [
    { radius: 10, sigma: 3 },
    { radius: 15, sigma: 5 },
    { radius: 15, sigma: 8 },
    { radius: 15, sigma: 12 },
    { radius: 20, sigma: 15 },
  ],
};

/** Blur along a line at a random angle. Draws: the angle, degrees in [-45, 45). */
export const motionBlur = {
  id: "motion_blur",
  title: "Motion blur",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, motion_blur",
  family: "blur",
  notes: ["One-sided, as in ImageMagick: the image also moves by up to the blur's length."],
  draw: (_image, _severity, random) => 90 * random.uniform() - 45,
  apply(image, severity, degrees, options) {
    const { radius, sigma } = constantFor(MOTION, image, severity, options);
    const kernel = motionKernel(radius, sigma, degrees);
    return { ...image, pixels: motionBlurred(image.pixels, image.height, image.width, 3, kernel) };
  },
} as const satisfies Corruption<number>;
