import type { Image } from "../src/core/image.ts";
import { constantFor, constantSetFor, type SeverityConstants } from "./constants.ts";
import type { Corruption, CorruptionOptions } from "./corruption.ts";
import { COARSE_STEP } from "./imaging/frost-texture.ts";
import { DRAWN_TEXTURES, frostTexture } from "./imaging/frost-textures.ts";
import { extendedIndex } from "./imaging/gaussian-filter.ts";

/** Weights of the image and of the frost. */
const MIX: SeverityConstants<{ readonly image: number; readonly frost: number }> = {
  cifar: [
    { image: 1, frost: 0.2 },
    { image: 1, frost: 0.3 },
    { image: 0.9, frost: 0.4 },
    { image: 0.85, frost: 0.4 },
    { image: 0.75, frost: 0.45 },
  ],
  imagenet: [
    { image: 1, frost: 0.4 },
    { image: 0.8, frost: 0.6 },
    { image: 0.7, frost: 0.7 },
    { image: 0.65, frost: 0.7 },
    { image: 0.6, frost: 0.75 },
  ],
};

export interface FrostDraws {
  /** Which texture, 0...4. */
  readonly texture: number;
  /** Upper left corner of the crop, in pixels of the texture as it is used. */
  readonly top: number;
  readonly left: number;
}

/** A crop of a frost texture laid over the image: clip(a x + b frost). */
export const frost = {
  id: "frost",
  title: "Frost",
  source: "Hendrycks & Dietterich 2019; hendrycks/robustness, create_c/make_cifar_c.py, frost",
  family: "weather",
  notes: [
    "The textures are procedural unless the reference's are given; with those, outputs are the reference's.",
    "The reference draws from the first five of its six textures.",
  ],
  draw(image, _severity, random, options) {
    const texture = random.integer(DRAWN_TEXTURES);
    const { height, width } = textureFor(image, texture, options);
    return {
      texture,
      top: random.integer(Math.max(1, height - image.height)),
      left: random.integer(Math.max(1, width - image.width)),
    };
  },
  apply(image, severity, { texture: index, top, left }, options) {
    const weights = constantFor(MIX, image, severity, options);
    const texture = textureFor(image, index, options);
    const pixels = new Uint8Array(image.pixels.length);
    for (let row = 0, at = 0; row < image.height; row++) {
      // An image larger than the texture meets it mirrored; the reference fails there.
      const start = extendedIndex(top + row, texture.height, "reflect") * texture.width;
      for (let column = 0; column < image.width; column++) {
        const from = (start + extendedIndex(left + column, texture.width, "reflect")) * 3;
        for (let channel = 0; channel < 3; channel++, at++) {
          const value = weights.image * image.pixels[at] + weights.frost * texture.pixels[from + channel];
          pixels[at] = Math.min(255, value);
        }
      }
    }
    return { ...image, pixels };
  },
} as const satisfies Corruption<FrostDraws>;

/** CIFAR-C shrinks its textures to a fifth, ImageNet-C takes them whole. */
function textureFor(image: Image, index: number, options: CorruptionOptions): Image {
  const step = constantSetFor(image, options) === "cifar" ? COARSE_STEP : 1;
  return frostTexture(index, step, options);
}
