import { imageSize } from "image-size";
import { InputError } from "../core/error.ts";
import { requireFrameInScreen } from "./gif-guard.ts";
import { ImageProblem } from "./image-problem.ts";
import { requireOneImage } from "./png-guard.ts";
import { requireSinglePage } from "./tiff-guard.ts";

/** Most pixels an image may say it has: a 33-megapixel photograph. Decoded it takes four bytes for each. */
export const MAX_PIXELS = 2 ** 25;

type ImageFormat = "png" | "jpg" | "bmp" | "gif" | "tiff";

/** What a small file of each format could do to a decoder that believes it, beyond stating a large size. */
const GUARDS: Readonly<Record<ImageFormat, (bytes: Buffer) => void>> = {
  png: requireOneImage,
  gif: requireFrameInScreen,
  tiff: requireSinglePage,
  jpg: () => undefined,
  bmp: () => undefined,
};

/**
 * Looks at what an image file says of itself, before a decoder believes it: its format by its content (not its name),
 * its size in pixels, and what else could make a small file large in memory.
 *
 * @throws InputError that names the file
 */
export function requireHarmlessImage(subject: string, bytes: Buffer): void {
  try {
    const { width, height, type = "unknown" } = imageSize(bytes);
    if (!(type in GUARDS)) throw new ImageProblem("a PNG, JPEG, BMP, GIF or TIFF image", `${type}`);
    if (!(width >= 1 && height >= 1 && width * height <= MAX_PIXELS)) {
      throw new ImageProblem(`at most ${MAX_PIXELS} pixels`, `${width} x ${height}`);
    }
    GUARDS[type as ImageFormat](bytes);
  } catch (cause) {
    const { expected, got } =
      cause instanceof ImageProblem
        ? cause
        : { expected: "a PNG, JPEG, BMP, GIF or TIFF image", got: `a file that is none (${describe(cause)})` };
    throw new InputError(subject, { expected, got, remedy: "Replace or remove the file." }, { cause });
  }
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : `${cause}`;
}
