import type { Image } from "../../../src/core/image.ts";

/** Numbers in [0, 1) for test inputs: a 32-bit linear congruential generator, apart from the project's own. */
export function syntheticNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A reproducible image with edges, gradients, flat parts and noise. */
export function syntheticImage(height: number, width: number, seed = 0): Image {
  const next = syntheticNumbers(seed);
  const pixels = new Uint8Array(height * width * 3);
  for (let row = 0, at = 0; row < height; row++) {
    for (let column = 0; column < width; column++, at += 3) {
      const inside = (row - height / 2) ** 2 + (column - width / 2) ** 2 < (Math.min(height, width) / 3) ** 2;
      const noise = Math.floor(20 * next());
      pixels[at] = inside ? 230 : (255 * column) / width;
      pixels[at + 1] = inside ? 40 + noise : (255 * row) / height;
      pixels[at + 2] = row < height / 4 ? 0 : 90 + noise;
    }
  }
  return { pixels, height, width };
}
