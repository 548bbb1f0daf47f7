import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { addZoomed, clippedZoom } from "./imaging/clipped-zoom.ts";
import { motionBlurred, motionKernel } from "./imaging/motion-blur.ts";
import { quantize, quantizeAll, toUnitSingle, UNIT } from "./imaging/quantize.ts";

interface Snowfall {
  /** Mean and standard deviation of the noise that flakes are cut from. */
  readonly mean: number;
  readonly deviation: number;
  /** Magnification of the flakes. */
  readonly zoom: number;
  /** Noise below this is no flake. */
  readonly threshold: number;
  /** Length and standard deviation of the flakes' fall, pixels. */
  readonly radius: number;
  readonly sigma: number;
  /** Share of the image left as it is; the rest is whitened. */
  readonly remaining: number;
}

const SNOW: SeverityConstants<Snowfall> = {
  cifar: [
    { mean: 0.1, deviation: 0.2, zoom: 1, threshold: 0.6, radius: 8, sigma: 3, remaining: 0.95 },
    { mean: 0.1, deviation: 0.2, zoom: 1, threshold: 0.5, radius: 10, sigma: 4, remaining: 0.9 },
    { mean: 0.15, deviation: 0.3, zoom: 1.75, threshold: 0.55, radius: 10, sigma: 4, remaining: 0.9 },
    { mean: 0.25, deviation: 0.3, zoom: 2.25, threshold: 0.6, radius: 12, sigma: 6, remaining: 0.85 },
    { mean: 0.3, deviation: 0.3, zoom: 1.25, threshold: 0.65, radius: 14, sigma: 12, remaining: 0.8 },
  ],
  imagenet: [
    { mean: 0.1, deviation: 0.3, zoom: 3, threshold: 0.5, radius: 10, sigma: 4, remaining: 0.8 },
    { mean: 0.2, deviation: 0.3, zoom: 2, threshold: 0.5, radius: 12, sigma: 4, remaining: 0.7 },
    { mean: 0.55, deviation: 0.3, zoom: 4, threshold: 0.9, radius: 12, sigma: 8, remaining: 0.7 },
    { mean: 0.55, deviation: 0.3, zoom: 4.5, threshold: 0.85, radius: 12, sigma: 8, remaining: 0.65 },
    { mean: 0.55, deviation: 0.3, zoom: 2.5, threshold: 0.85, radius: 12, sigma: 12, remaining: 0.55 },
  ],
};

export interface SnowDraws {
  /** Normal noise, row-major [height, width]. */
  readonly layer: Float64Array;
  /** Direction of the fall, degrees in [-135, -45). */
  readonly angle: number;
}

/** Whitened image with two layers of falling flakes, one the other turned by half a turn. */
export const snow = {
  id: "snow",
  title: "Snow",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, snow",
  family: "weather",
  notes: [],
  draw(image, severity, random, options) {
    const { mean, deviation } = constantFor(SNOW, image, severity, options);
    const layer = new Float64Array(image.height * image.width);
    for (let i = 0; i < layer.length; i++) layer[i] = mean + deviation * random.normal();
    return { layer, angle: -135 + 90 * random.uniform() };
  },
  apply(image, severity, { layer, angle }, options) {
    const { height, width } = image;
    const { zoom, threshold, radius, sigma, remaining } = constantFor(SNOW, image, severity, options);
    const zoomed = new Float64Array(layer.length);
    addZoomed(layer, zoomed, clippedZoom(height, width, zoom), 1, new Float64Array(layer.length), "double");
    for (let i = 0; i < zoomed.length; i++) if (zoomed[i] < threshold) zoomed[i] = 0;
    const flakes = motionBlurred(quantizeAll(zoomed), height, width, 1, motionKernel(radius, sigma, angle));

    const pixels = new Uint8Array(image.pixels.length);
    const whitened = whiten(image.pixels, remaining);
    for (let i = 0; i < flakes.length; i++) {
      const snowed = UNIT[flakes[i]];
      const turned = UNIT[flakes[flakes.length - 1 - i]];
      for (let at = 3 * i; at < 3 * i + 3; at++) pixels[at] = quantize(whitened[at] + snowed + turned);
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<SnowDraws>;

/** The image blended with a brighter grey of itself, in single precision: a x + (1 - a) max(x, 1.5 grey + 0.5). */
function whiten(pixels: Uint8Array, remaining: number): Float64Array {
  const { fround } = Math;
  const kept = fround(remaining);
  const added = fround(1 - remaining);
  const whitened = toUnitSingle(pixels);
  for (let i = 0; i < whitened.length; i += 3) {
    // Grey by ITU-R BT.601, as OpenCV's RGB2GRAY.
    const grey = fround(0.299 * whitened[i] + 0.587 * whitened[i + 1] + 0.114 * whitened[i + 2]);
    const white = fround(fround(grey * 1.5) + 0.5);
    for (let at = i; at < i + 3; at++) {
      whitened[at] = fround(fround(kept * whitened[at]) + fround(added * Math.max(whitened[at], white)));
    }
  }
  return whitened;
}
