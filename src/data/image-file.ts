import { InputError } from "../core/error.ts";
import { CHANNELS, type Image } from "../core/image.ts";
import { MAX_PIXELS, requireHarmlessImage } from "./image-guard.ts";
import { readBounded } from "./read-bounded.ts";

const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Name endings of the formats that are read. */
export const IMAGE_NAME = /\.(png|jpe?g|bmp|gif|tiff?)$/i;

/**
 * Reads an image file (PNG, JPEG, BMP, GIF's first frame, TIFF) as 8-bit RGB.
 *
 * Where a photograph says that it was taken turned (EXIF orientation), it is turned upright. Transparent pixels are
 * put on white. With `side`, the largest centred square is cut out and resized to side x side with jimp's resize
 * (bilinear when enlarging, area averages when reducing).
 *
 * @throws InputError on a missing, unreadable, oversized or damaged file; names it
 */
export async function readImageFile(path: string, side?: number): Promise<Image> {
  const bytes = await readBounded(path, MAX_FILE_BYTES);
  if (bytes === undefined) throw new InputError(path, { expected: "an image file", got: "nothing there" });
  requireHarmlessImage(path, bytes);
  // Imported here, so that commands which read no image files start without it.
  const { Jimp } = await import("jimp");
  try {
    const image = await Jimp.fromBuffer(bytes, { "image/jpeg": { maxResolutionInMP: MAX_PIXELS / 1e6 } });
    if (side !== undefined) {
      const square = Math.min(image.width, image.height);
      const [x, y] = [Math.floor((image.width - square) / 2), Math.floor((image.height - square) / 2)];
      image.crop({ x, y, w: square, h: square }).resize({ w: side, h: side });
    }
    return { pixels: onWhite(image.bitmap.data), height: image.height, width: image.width };
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : `${cause}`;
    const remedy = "Replace or remove the file.";
    throw new InputError(
      path,
      { expected: "a whole image", got: `an error while decoding (${got})`, remedy },
      { cause },
    );
  }
}

/** RGBA to RGB: value a + 255 (1 - a), with a the opacity in 0...1. */
function onWhite(rgba: Uint8Array): Uint8Array {
  const pixels = new Uint8Array((rgba.length / 4) * CHANNELS);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += CHANNELS) {
    const alpha = rgba[from + 3];
    for (let channel = 0; channel < CHANNELS; channel++) {
      pixels[to + channel] = Math.round((rgba[from + channel] * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return pixels;
}
