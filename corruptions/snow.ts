import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { addZoomed, clippedZoom } from "./imaging/clipped-zoom.ts";
import { motionBlurred, motionTaps } from "./imaging/motion-blur.ts";
import { quantize, quantizeAll, UNIT } from "./imaging/quantize.ts";

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
    const flakes = motionBlurred(quantizeAll(zoomed), height, width, 1, motionTaps(radius, sigma, angle));

    const kept = Math.fround(remaining);
    const added = Math.fround(1 - remaining);
    const pixels = new Uint8Array(image.pixels.length);
    for (let i = 0; i < flakes.length; i++) {
      const red = Math.fround(UNIT[image.pixels[3 * i]]);
      const green = Math.fround(UNIT[image.pixels[3 * i + 1]]);
      const blue = Math.fround(UNIT[image.pixels[3 * i + 2]]);
      const whitened = Math.fround(Math.fround(luma(red, green, blue) * 1.5) + 0.5);
      const snowed = UNIT[flakes[i]];
      const turned = UNIT[flakes[flakes.length - 1 - i]];
      const blend = (value: number) => {
        const mixed = Math.fround(Math.fround(kept * value) + Math.fround(added * Math.max(value, whitened)));
        return quantize(mixed + snowed + turned);
      };
      pixels[3 * i] = blend(red);
      pixels[3 * i + 1] = blend(green);
      pixels[3 * i + 2] = blend(blue);
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<SnowDraws>;

/** Grey of a colour by ITU-R BT.601, in single precision, as OpenCV's RGB2GRAY. */
function luma(red: number, green: number, blue: number): number {
  return Math.fround(0.299 * red + 0.587 * green + 0.114 * blue);
}
