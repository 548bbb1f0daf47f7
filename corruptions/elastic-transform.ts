import type { Image } from "../src/core/image.ts";
import { constantFor, type SeverityConstants } from "./constants.ts";
import type { Corruption } from "./corruption.ts";
import { affineBetween, affineWarped, type Point, type Triangle } from "./imaging/affine-warp.ts";
import { extendedIndex, filterSeparably, gaussianKernel } from "./imaging/gaussian-filter.ts";
import { toUnitSingle } from "./imaging/quantize.ts";

interface Elastic {
  /** Amplitude of the local displacement before smoothing, pixels. */
  readonly amplitude: number;
  /** Standard deviation of the smoothing of the displacement, pixels. */
  readonly sigma: number;
  /** Farthest move of each of the three corners that define the affine map, pixels. */
  readonly affine: number;
}

const ELASTIC: SeverityConstants<Elastic> = {
  cifar: [
    { amplitude: 0, sigma: 0, affine: 32 * 0.08 },
    { amplitude: 32 * 0.05, sigma: 32 * 0.2, affine: 32 * 0.07 },
    { amplitude: 32 * 0.08, sigma: 32 * 0.06, affine: 32 * 0.06 },
    { amplitude: 32 * 0.1, sigma: 32 * 0.04, affine: 32 * 0.05 },
    { amplitude: 32 * 0.1, sigma: 32 * 0.03, affine: 32 * 0.03 },
  ],
  // 244 where the image has 224 pixels: the reference's slip, which its data set has.
  imagenet: [
    { amplitude: 244 * 2, sigma: 244 * 0.7, affine: 244 * 0.1 },
    { amplitude: 244 * 2, sigma: 244 * 0.08, affine: 244 * 0.2 },
    { amplitude: 244 * 0.05, sigma: 244 * 0.01, affine: 244 * 0.02 },
    { amplitude: 244 * 0.07, sigma: 244 * 0.01, affine: 244 * 0.02 },
    { amplitude: 244 * 0.12, sigma: 244 * 0.01, affine: 244 * 0.02 },
  ],
};

export interface ElasticDraws {
  /** Moves of the three corners, x and y in turn, uniform in [-affine, affine). */
  readonly corners: Float64Array;
  /** Uniform in [-1, 1), row-major [height, width]: the unsmoothed displacement to the right and down. */
  readonly dx: Float64Array;
  readonly dy: Float64Array;
}

/** A random affine map, then a smooth random displacement of each pixel. */
export const elasticTransform = {
  id: "elastic_transform",
  title: "Elastic transform",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, elastic_transform",
  family: "digital",
  notes: [
    "Severity 1 of the CIFAR constants has an affine map only, and the affine part shrinks as severity grows.",
    "The reference measures ImageNet's displacements by 244 pixels, not 224, and so does this.",
  ],
  draw(image, severity, random, options) {
    const { affine } = constantFor(ELASTIC, image, severity, options);
    const uniforms = (count: number, reach: number) => {
      const values = new Float64Array(count);
      for (let i = 0; i < count; i++) values[i] = reach * (2 * random.uniform() - 1);
      return values;
    };
    const count = image.height * image.width;
    return { corners: uniforms(6, affine), dx: uniforms(count, 1), dy: uniforms(count, 1) };
  },
  apply(image, severity, { corners, dx, dy }, options) {
    const { height, width } = image;
    const { amplitude, sigma } = constantFor(ELASTIC, image, severity, options);
    const values = toUnitSingle(image.pixels);
    const from = cornersOf(height, width);
    const moved = from.map(
      ([x, y], i): Point => [
        Math.fround(x + Math.fround(corners[2 * i])),
        Math.fround(y + Math.fround(corners[2 * i + 1])),
      ],
    ) as unknown as Triangle;
    const warped = affineWarped(values, height, width, affineBetween(from, moved));

    const kernel = gaussianKernel(sigma, 3);
    const smooth = (field: Float64Array) => {
      const displacement = filterSeparably(field, height, width, 1, kernel, "reflect");
      for (let i = 0; i < displacement.length; i++) displacement[i] = Math.fround(displacement[i] * amplitude);
      return displacement;
    };
    return displaced(warped, image, smooth(dx), smooth(dy));
  },
} as const satisfies Corruption<ElasticDraws>;

/** The reference takes (height, width) for (x, y) here; the two differ only for images that are not square. */
function cornersOf(height: number, width: number): Triangle {
  const x = Math.floor(height / 2);
  const y = Math.floor(width / 2);
  const reach = Math.floor(Math.min(height, width) / 3);
  return [
    [x + reach, y + reach],
    [x + reach, y - reach],
    [x - reach, y - reach],
  ];
}

/** Each pixel read at its displaced position, bilinear, reflected at the edges (scipy.ndimage.map_coordinates). */
function displaced(values: Float64Array, image: Image, dx: Float64Array, dy: Float64Array): Image {
  const { height, width } = image;
  const pixels = new Uint8Array(values.length);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = row * width + column;
      const y = row + dy[at];
      const x = column + dx[at];
      const top = Math.floor(y);
      const left = Math.floor(x);
      const below = y - top;
      const right = x - left;
      const row0 = extendedIndex(top, height, "reflect") * width;
      const row1 = extendedIndex(top + 1, height, "reflect") * width;
      const column0 = extendedIndex(left, width, "reflect");
      const column1 = extendedIndex(left + 1, width, "reflect");
      for (let channel = 0; channel < 3; channel++) {
        const value =
          values[(row0 + column0) * 3 + channel] * (1 - below) * (1 - right) +
          values[(row0 + column1) * 3 + channel] * (1 - below) * right +
          values[(row1 + column0) * 3 + channel] * below * (1 - right) +
          values[(row1 + column1) * 3 + channel] * below * right;
        pixels[at * 3 + channel] = Math.fround(Math.min(1, Math.max(0, Math.fround(value))) * 255);
      }
    }
  }
  return { ...image, pixels };
}
