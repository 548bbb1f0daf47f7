/** What a decoder makes of an image file, before transparency is resolved. */
export interface RawImage {
  /** 8 bits a channel, row-major [height, width, channels]: red, green, blue and, where there is one, opacity. */
  readonly data: Uint8Array;
  readonly channels: 3 | 4;
  readonly height: number;
  readonly width: number;
  /** Whether the file says (EXIF) that it was taken turned or mirrored. */
  readonly turned: boolean;
  /** Whether the file has more than 8 bits a channel; the upper 8 are kept. */
  readonly deep: boolean;
}

/** Most pixels an image may say it has: a 33-megapixel photograph. Decoded it takes up to four bytes for each. */
export const MAX_PIXELS = 2 ** 25;

/** Longest time that reading a file and its header may take, in milliseconds. */
export const READ_TIME = 30_000;

/**
 * Longest time that decoding may take, in milliseconds: more than any image takes on any machine, by its number of
 * pixels. Damaged files can keep a decoder busy for ever.
 */
export function decodingTime(pixels: number): number {
  return 10_000 + (pixels / 1e6) * 2_000;
}
