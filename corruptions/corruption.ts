import { SEVERITIES, type Severity } from "../src/core/condition.ts";
import { InputError } from "../src/core/error.ts";
import type { Image } from "../src/core/image.ts";
import { createRandom, type Random } from "../src/core/random.ts";
import type { CorruptionCache } from "./cache.ts";
import type { ConstantChoice } from "./constants.ts";

export type CorruptionFamily = "noise" | "blur" | "weather" | "digital";

/** What a user may choose about corruptions; every field has a default. */
export interface CorruptionOptions extends ConstantChoice {
  /**
   * Frost textures at full resolution, in the reference's order; by default our own procedural ones. The reference
   * loads six and draws from the first five.
   */
  readonly frostTextures?: readonly Image[] | undefined;
  /** For many images: what is made once for all of them. */
  readonly cache?: CorruptionCache | undefined;
}

/**
 * One way in which images get worse, in five severities. Drawing randomness is apart from applying it, so that
 * `apply` can be checked bit for bit against the draws behind a reference's output.
 *
 * @typeParam Draws everything random about one corrupted image; `undefined` where nothing is
 */
export interface Corruption<Draws = unknown> {
  /** The stem of the official file name: `gaussian_noise`. */
  readonly id: string;
  readonly title: string;
  /** Paper and repository path that define it. */
  readonly source: string;
  readonly family: CorruptionFamily;
  /** What of the reference is surprising and kept, and what remains different from it, in a sentence each. */
  readonly notes: readonly string[];
  /** Draws what is random, in the reference's order of calls, for one image (its size, seldom its content, matters). */
  draw(image: Image, severity: Severity, random: Random, options: CorruptionOptions): Draws;
  /** The corrupted image, of the same size; a pure function of its arguments. */
  apply(image: Image, severity: Severity, draws: Draws, options: CorruptionOptions): Image;
}

/**
 * The generator for one image of one condition: keyed by what it is for, so that any batch size, order, thread count,
 * shard or resume draws the same numbers.
 */
export function corruptionRandom(seed: number | string, id: string, severity: Severity, imageIndex: number): Random {
  return createRandom(seed).fork("corruption", id, severity, imageIndex);
}

/**
 * Draws and applies in one call. For many images give all calls the same `cache`: some corruptions make a kernel or a
 * texture first, which can take longer than an image does.
 *
 * @param image 8-bit RGB, any size of at least 8 x 8
 * @throws InputError on a severity that is not 1...5, or an image whose pixels do not fit its size
 * @example
 * const image = { pixels: new Uint8Array(32 * 32 * 3).fill(100), height: 32, width: 32 };
 * const foggy = corrupt(findCorruption("fog"), image, 3, corruptionRandom(0, "fog", 3, 7));
 * foggy.pixels.some((value) => value !== 100) // true
 */
export function corrupt(
  corruption: Corruption,
  image: Image,
  severity: Severity,
  random: Random,
  options: CorruptionOptions = {},
): Image {
  if (!SEVERITIES.includes(severity)) {
    throw new InputError(`severity of ${corruption.id}`, { expected: "1, 2, 3, 4 or 5", got: `${severity}` });
  }
  const { height, width, pixels } = image;
  if (!(Math.min(height, width) >= SMALLEST_SIDE && pixels.length === height * width * 3)) {
    throw new InputError(`image to corrupt with ${corruption.id}`, {
      expected: `at least ${SMALLEST_SIDE} x ${SMALLEST_SIDE} RGB pixels`,
      got: `${pixels.length} values for ${height} x ${width}`,
    });
  }
  return corruption.apply(image, severity, corruption.draw(image, severity, random, options), options);
}

/** Below this the kernels and crops of the reference no longer make sense. */
const SMALLEST_SIDE = 8;

/** For the `draw` of a corruption in which nothing is random. */
export function nothingRandom(): undefined {
  return undefined;
}
