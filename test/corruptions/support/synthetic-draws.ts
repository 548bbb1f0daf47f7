import type { Severity } from "../../../src/core/condition.ts";
import type { Image } from "../../../src/core/image.ts";
import { syntheticNumbers } from "./synthetic-image.ts";

type Draw = (image: Image, severity: Severity, next: () => number) => unknown;

const numbers = (count: number, value: () => number) => Float64Array.from({ length: count }, value);
/** Near enough to normal for a test input, and the same on every machine: a sum of twelve uniform numbers. */
const normal = (next: () => number) => Array.from({ length: 12 }, next).reduce((sum, u) => sum + u, -6);
const noise =
  (deviation: number): Draw =>
  (image, _severity, next) =>
    numbers(image.pixels.length, () => deviation * normal(next));
const layer = (image: Image, next: () => number) =>
  numbers(image.height * image.width, () => 0.68 + 0.3 * normal(next));

/** Plausible draws of the shapes that `apply` wants, for images above 64 pixels (ImageNet-C's constants). */
const DRAWS: Readonly<Record<string, Draw>> = {
  gaussian_noise: noise(0.1),
  speckle_noise: noise(0.3),
  shot_noise: (image, severity, next) =>
    numbers(image.pixels.length, () => Math.floor([60, 25, 12, 5, 3][severity - 1] * next())),
  impulse_noise: (image, _severity, next) => ({
    flip: numbers(image.pixels.length, next),
    salt: numbers(image.pixels.length, next),
  }),
  glass_blur: ({ height }, severity, next) => {
    const reach = [1, 2, 2, 3, 4][severity - 1];
    const rounds = [2, 1, 3, 2, 2][severity - 1];
    const count = 2 * rounds * (height - 2 * reach) ** 2;
    return Int8Array.from({ length: count }, () => Math.floor(2 * reach * next()) - reach);
  },
  motion_blur: (_image, _severity, next) => -45 + 90 * next(),
  snow: (image, _severity, next) => ({ layer: layer(image, next), angle: -135 + 90 * next() }),
  spatter: (image, _severity, next) => layer(image, next),
  frost: (_image, _severity, next) => ({
    texture: Math.floor(5 * next()),
    top: Math.floor(8 * next()),
    left: Math.floor(8 * next()),
  }),
  fog: ({ height }, severity, next) => {
    const decay = [2, 2, 1.7, 1.5, 1.4][severity - 1];
    const draws: number[] = [];
    let wibble = 100;
    for (let cells = 1; cells < height; cells *= 2, wibble /= decay) {
      for (let i = 0; i < 3 * cells * cells; i++) draws.push(wibble * (2 * next() - 1));
    }
    return Float64Array.from(draws);
  },
  elastic_transform: ({ height, width }, severity, next) => {
    const affine = [24.4, 48.8, 4.88, 4.88, 4.88][severity - 1];
    const uniforms = (count: number, reach: number) => numbers(count, () => reach * (2 * next() - 1));
    return { corners: uniforms(6, affine), dx: uniforms(height * width, 1), dy: uniforms(height * width, 1) };
  },
};

/** Draws for a corruption, the same each time; `undefined` for those that draw nothing. */
export function syntheticDraws(id: string, image: Image, severity: Severity): unknown {
  return DRAWS[id]?.(image, severity, syntheticNumbers(severity));
}
