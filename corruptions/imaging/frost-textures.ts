import { InputError } from "../../src/core/error.ts";
import type { Image } from "../../src/core/image.ts";
import { once } from "../cache.ts";
import type { CorruptionOptions } from "../corruption.ts";
import { COARSE_STEP, type FrostRecipe, renderFrost } from "./frost-texture.ts";

/**
 * Weights of what light does over the pane, of clusters of crystals and of the crystals. Their width was chosen so that
 * a network loses as much accuracy as to the photographs.
 */
const layers = (pane: number, clusters: number, crystals: number, elongation: number) => [
  { width: 160, weight: pane, elongation: 1 },
  { width: 40, weight: clusters, elongation: 1 },
  { width: 4, weight: crystals, elongation },
];

/**
 * Five textures for the five that the reference draws from. Sizes, grey levels, colours and the power of each octave
 * are those of its photographs (frost1.png, frost2.png, frost3.png, frost4.jpg, frost5.jpg); frost3 equals frost2.
 */
const RECIPES: readonly FrostRecipe[] = [
  {
    height: 600,
    width: 900,
    pattern: { seed: 101, layers: layers(1, 0.3, 0.45, 3) },
    grey: [97, 104, 118, 129, 142, 163, 177],
    mean: [77.5, 149, 165.7],
    slope: [1.37, 0.9, 0.73],
    tint: [12, 0, -9],
  },
  {
    height: 315,
    width: 560,
    pattern: { seed: 202, layers: layers(0.7, 0.15, 0.7, 5) },
    grey: [143, 166, 195, 210, 223, 236, 245],
    mean: [200.8, 205.4, 214.5],
    slope: [0.97, 1, 1.02],
    tint: [0, 0, 0],
  },
  {
    height: 315,
    width: 560,
    pattern: { seed: 303, layers: layers(0.7, 0.15, 0.7, 5) },
    grey: [143, 166, 195, 210, 223, 236, 245],
    mean: [200.8, 205.4, 214.5],
    slope: [0.97, 1, 1.02],
    tint: [0, 0, 0],
  },
  {
    height: 350,
    width: 527,
    pattern: { seed: 404, layers: layers(0.6, 0.1, 1, 2) },
    grey: [80, 105, 135, 152, 169, 199, 239],
    mean: [138, 153.2, 165.6],
    slope: [0.99, 0.99, 1.03],
    tint: [0, 0, 0],
  },
  {
    height: 495,
    width: 660,
    pattern: { seed: 505, layers: layers(0.6, 0.15, 0.9, 4) },
    grey: [46, 60, 91, 120, 151, 203, 238],
    mean: [112.3, 123.3, 134.7],
    slope: [1.03, 1, 0.97],
    tint: [0, 0, 0],
  },
];

/** Textures from which frost draws: the reference loads six and draws from five, `np.random.randint(5)`. */
export const DRAWN_TEXTURES = 5;

/**
 * A frost texture at full size or at a fifth of it.
 *
 * @param index 0...4
 * @param options the user's textures at full size, without which there are ours, and what is known already
 */
export function frostTexture(
  index: number,
  step: 1 | typeof COARSE_STEP,
  options: Pick<CorruptionOptions, "frostTextures" | "cache"> = {},
): Image {
  const { frostTextures } = options;
  if (frostTextures === undefined) {
    return once(options, `frost ${index} by ${step}`, () => renderFrost(RECIPES[index], step));
  }
  if (frostTextures.length < DRAWN_TEXTURES) {
    throw new InputError("frost textures", { expected: `${DRAWN_TEXTURES}, or none`, got: `${frostTextures.length}` });
  }
  const texture = frostTextures[index];
  return step === 1 ? texture : once(options, texture, () => shrunk(texture));
}

/** A fifth of an image: the middle pixel of each 5 x 5, which is what cv2.resize(fx=0.2, fy=0.2) comes to. */
function shrunk({ pixels, height, width }: Image): Image {
  const rows = Math.round(height / COARSE_STEP);
  const columns = Math.round(width / COARSE_STEP);
  const small = new Uint8Array(rows * columns * 3);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at += 3) {
      const from = ((row * COARSE_STEP + 2) * width + column * COARSE_STEP + 2) * 3;
      small.set(pixels.subarray(from, from + 3), at);
    }
  }
  return { pixels: small, height: rows, width: columns };
}
