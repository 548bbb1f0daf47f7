import type { Image } from "../../src/core/image.ts";
import { type FrostPattern, frostAt } from "./frost-pattern.ts";

/** Grey levels below which 1, 5, 25, 50, 75, 95 and 99 % of a texture lie. */
type Quantiles = readonly [number, number, number, number, number, number, number];
const SHARES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/**
 * One procedural frost texture: a pattern whose values are mapped to the grey levels and colours of a photograph of
 * frost. Statistics only are taken from the photographs, no pixels.
 */
export interface FrostRecipe {
  readonly height: number;
  readonly width: number;
  readonly pattern: FrostPattern;
  readonly grey: Quantiles;
  /** Per channel: mean, and change with the grey level (1 for a grey texture). */
  readonly mean: readonly [number, number, number];
  readonly slope: readonly [number, number, number];
  /** Colour that varies apart from the grey level: per channel, its standard deviation. */
  readonly tint: readonly [number, number, number];
}

/** The step at which CIFAR-C samples its textures: cv2.resize to a fifth, which picks the middle of each five. */
export const COARSE_STEP = 5;

/**
 * A texture sampled at every `step` pixels. Grey levels are anchored to the coarse samples whatever the step, so that
 * the coarse texture is the fine one, sampled.
 *
 * @param step 1 for the whole texture, 5 for a fifth of its size
 */
export function renderFrost(recipe: FrostRecipe, step: 1 | typeof COARSE_STEP): Image {
  const { pattern, grey, mean, slope, tint } = recipe;
  const coarse = sampled(recipe, COARSE_STEP, (x, y) => frostAt(pattern, x, y));
  const sorted = coarse.slice().sort();
  const anchors = SHARES.map((share) => sorted[Math.floor(share * sorted.length)]);
  const field = step === COARSE_STEP ? coarse : sampled(recipe, step, (x, y) => frostAt(pattern, x, y));
  const tinted = tint.some((deviation) => deviation !== 0);
  const tintPattern: FrostPattern = { seed: pattern.seed + 1, layers: [{ width: 120, weight: 2, elongation: 1 }] };
  const tints = tinted ? sampled(recipe, step, (x, y) => frostAt(tintPattern, x, y)) : undefined;

  const meanGrey = (mean[0] + mean[1] + mean[2]) / 3;
  const pixels = new Uint8ClampedArray(field.length * 3);
  for (let i = 0; i < field.length; i++) {
    const level = interpolated(anchors, grey, field[i]) - meanGrey;
    for (let channel = 0; channel < 3; channel++) {
      pixels[3 * i + channel] = mean[channel] + slope[channel] * level + tint[channel] * (tints?.[i] ?? 0);
    }
  }
  return {
    height: samplesAlong(recipe.height, step),
    width: samplesAlong(recipe.width, step),
    pixels: new Uint8Array(pixels.buffer),
  };
}

/** Samples at the middle of each `step` pixels; as many as OpenCV's resize to a fifth gives. */
function samplesAlong(side: number, step: number): number {
  return Math.round(side / step);
}

function sampled({ height, width }: FrostRecipe, step: number, value: (x: number, y: number) => number): Float64Array {
  const middle = Math.floor(step / 2);
  const columns = samplesAlong(width, step);
  return Float64Array.from({ length: samplesAlong(height, step) * columns }, (_, i) =>
    value((i % columns) * step + middle, Math.floor(i / columns) * step + middle),
  );
}

/** Piecewise linear through (from[i], to[i]), continued straight past both ends. */
function interpolated(from: readonly number[], to: readonly number[], value: number): number {
  let i = 1;
  while (i < from.length - 1 && value > from[i]) i++;
  return to[i - 1] + ((value - from[i - 1]) / (from[i] - from[i - 1])) * (to[i] - to[i - 1]);
}
