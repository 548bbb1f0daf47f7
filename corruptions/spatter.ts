import type { Image } from "../src/core/image.ts";
import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { cannyEdges } from "./imaging/canny.ts";
import { chamferDistance } from "./imaging/chamfer-distance.ts";
import { equalizeHistogram } from "./imaging/equalize-histogram.ts";
import { filterSeparably, gaussianKernel } from "./imaging/gaussian-filter.ts";
import { UNIT } from "./imaging/quantize.ts";
import { BOX, squareFiltered } from "./imaging/square-filter.ts";

interface Spatter {
  readonly liquid: "water" | "mud";
  /** Mean and standard deviation of the noise that drops are cut from. */
  readonly mean: number;
  readonly deviation: number;
  /** Standard deviation of the noise's smoothing, pixels: the size of drops. */
  readonly sigma: number;
  /** Smoothed noise below this is no drop. */
  readonly threshold: number;
  /** Water: opacity of the densest drop. Mud: standard deviation of the drops' softening, pixels. */
  readonly density: number;
}

const water = (mean: number, deviation: number, sigma: number, threshold: number, density: number): Spatter => {
  return { liquid: "water", mean, deviation, sigma, threshold, density };
};
const mud = (mean: number, deviation: number, sigma: number, threshold: number, density: number): Spatter => {
  return { liquid: "mud", mean, deviation, sigma, threshold, density };
};

const SPATTER: SeverityConstants<Spatter> = {
  cifar: [
    water(0.62, 0.1, 0.7, 0.7, 0.5),
    water(0.65, 0.1, 0.8, 0.7, 0.5),
    water(0.65, 0.3, 1, 0.69, 0.5),
    mud(0.65, 0.1, 0.7, 0.69, 0.6),
    mud(0.65, 0.1, 0.5, 0.68, 0.6),
  ],
  imagenet: [
    water(0.65, 0.3, 4, 0.69, 0.6),
    water(0.65, 0.3, 3, 0.68, 0.6),
    water(0.65, 0.3, 2, 0.68, 0.5),
    mud(0.65, 0.3, 1, 0.65, 1.5),
    mud(0.67, 0.4, 1, 0.65, 1.5),
  ],
};

/** Pale turquoise and mud brown, RGB. */
const WATER_COLOR = [175, 238, 238] as const;
const MUD_COLOR = [63, 42, 20] as const;
const { fround } = Math;

/** Drops on the lens: of water at severities 1 to 3, of mud at 4 and 5. Draws: normal noise, [height, width]. */
export const spatter = {
  id: "spatter",
  title: "Spatter",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, spatter",
  family: "weather",
  notes: ["Noise without a single drop leaves the image as it is; the reference divides zero by zero there."],
  draw(image, severity, random, options) {
    const { mean, deviation } = constantFor(SPATTER, image, severity, options);
    const noise = new Float64Array(image.height * image.width);
    for (let i = 0; i < noise.length; i++) noise[i] = mean + deviation * random.normal();
    return noise;
  },
  apply(image, severity, noise, options) {
    const setting = constantFor(SPATTER, image, severity, options);
    const smoothed = filterSeparably(noise, image.height, image.width, 1, gaussianKernel(setting.sigma), "nearest");
    return setting.liquid === "water" ? watered(image, smoothed, setting) : muddied(image, smoothed, setting);
  },
} as const satisfies Corruption<Float64Array>;

/** Turquoise added by the drops' thickness times the relief of their rims, lit from one side. */
function watered(image: Image, smoothed: Float64Array, { threshold, density }: Spatter): Image {
  const { height, width } = image;
  const drops = new Uint8Array(smoothed.length);
  for (let i = 0; i < drops.length; i++) drops[i] = smoothed[i] < threshold ? 0 : smoothed[i] * 255;
  const distance = chamferDistance(cannyEdges(drops, height, width, 50, 150), height, width);
  for (let i = 0; i < distance.length; i++) distance[i] = Math.min(20, distance[i]);
  const rims = equalizeHistogram(truncatedMeans(squareFiltered(distance, height, width, BOX)));
  const lit = Float64Array.from(new Uint8ClampedArray(squareFiltered(rims, height, width, SLOPE)));
  const relief = squareFiltered(lit, height, width, BOX);

  const thickness = new Float64Array(drops.length);
  let thickest = 0;
  for (let i = 0; i < drops.length; i++) {
    thickness[i] = drops[i] * Math.round(relief[i] / 9);
    if (thickness[i] > thickest) thickest = thickness[i];
  }
  if (thickest === 0) return { ...image, pixels: image.pixels.slice() };
  const pixels = new Uint8Array(image.pixels.length);
  for (let i = 0; i < thickness.length; i++) {
    const opacity = fround(fround(thickness[i] / thickest) * fround(density));
    for (let channel = 0; channel < 3; channel++) {
      const added = fround(opacity * fround(WATER_COLOR[channel] / 255));
      const sum = fround(fround(UNIT[image.pixels[3 * i + channel]]) + added);
      pixels[3 * i + channel] = fround(Math.min(1, sum) * 255);
    }
  }
  return { ...image, pixels };
}

/** Weights by which a surface is lit from one side. */
const SLOPE: readonly number[] = [-2, -1, 0, -1, 1, 1, 0, 1, 2];

function truncatedMeans(sums: Float64Array): Float64Array {
  for (let i = 0; i < sums.length; i++) sums[i] = Math.trunc(sums[i] * (1 / 9));
  return sums;
}

/** Brown blended in where the softened drops are dense. */
function muddied(image: Image, smoothed: Float64Array, { threshold, density }: Spatter): Image {
  const drops = new Float64Array(smoothed.length);
  for (let i = 0; i < drops.length; i++) drops[i] = smoothed[i] > threshold ? 1 : 0;
  const soft = filterSeparably(drops, image.height, image.width, 1, gaussianKernel(density), "nearest", "single");
  const pixels = new Uint8Array(image.pixels.length);
  for (let i = 0; i < soft.length; i++) {
    const opacity = soft[i] < fround(0.8) ? 0 : soft[i];
    for (let channel = 0; channel < 3; channel++) {
      const mud = fround(fround(MUD_COLOR[channel] / 255) * opacity);
      const seen = fround(fround(UNIT[image.pixels[3 * i + channel]]) * fround(1 - opacity));
      pixels[3 * i + channel] = fround(Math.min(1, fround(seen + mud)) * 255);
    }
  }
  return { ...image, pixels };
}
