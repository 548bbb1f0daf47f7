import type { ImageSize } from "./network.ts";

/** The places of an image that a row of tokens stands for, in row-major order. */
export interface TokenGrid {
  readonly height: number;
  readonly width: number;
  /** Tokens before those of the first place: class tokens and registers. */
  readonly before: number;
}

/** Most tokens that stand for no place: a class token, a second one of distillation, four registers. */
const MOST_BEFORE = 5;

/**
 * The grid of tokens of an image, where the image's height and width divided by the same whole number give one, with the
 * fewest tokens before it; undefined where none does.
 *
 * @example gridOf(197, { height: 224, width: 224 }) // { height: 14, width: 14, before: 1 }
 */
export function gridOf(tokens: number, image: ImageSize): TokenGrid | undefined {
  for (let before = 0; before <= MOST_BEFORE; before++) {
    const patch = Math.sqrt((image.height * image.width) / (tokens - before));
    const [height, width] = [image.height / patch, image.width / patch];
    if (tokens - before > 1 && Number.isInteger(height) && Number.isInteger(width)) return { height, width, before };
  }
  return undefined;
}
