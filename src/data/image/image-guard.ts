import { imageSize } from "image-size";
import { requireFrameInScreen } from "./gif-guard.ts";
import { ImageProblem } from "./image-problem.ts";
import { requireOneImage } from "./png-guard.ts";
import { MAX_PIXELS } from "./raw-image.ts";
import { requireSinglePage } from "./tiff-guard.ts";

type ImageType = "png" | "jpg" | "bmp" | "gif" | "tiff";

/** What a small file of each type could do to a decoder that believes it, beyond stating a large size. */
const GUARDS: Readonly<Record<ImageType, (bytes: Buffer) => void>> = {
  png: requireOneImage,
  gif: requireFrameInScreen,
  tiff: requireSinglePage,
  jpg: () => undefined,
  bmp: () => undefined,
};

/**
 * Looks at what an image file says of itself, before a decoder in JavaScript believes it: its size in pixels, and what
 * else could make a small file large in memory.
 *
 * @throws ImageProblem
 */
export function requireHarmlessImage(bytes: Buffer): void {
  const { width, height, type = "unknown" } = imageSize(bytes);
  if (!(type in GUARDS)) throw new ImageProblem("a PNG, JPEG, BMP, GIF or TIFF image", type);
  if (!(width >= 1 && height >= 1 && width * height <= MAX_PIXELS)) {
    throw new ImageProblem(`at most ${MAX_PIXELS} pixels`, `${width} x ${height}`);
  }
  GUARDS[type as ImageType](bytes);
}
