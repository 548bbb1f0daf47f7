import { CHANNELS, type Image } from "../../core/image.ts";
import { preprocessImage } from "../preprocess/preprocess.ts";
import { type ImageFormat, imageFormat, titleOf } from "./image-format.ts";
import { ImageProblem } from "./image-problem.ts";
import type { ImageReading } from "./image-reading.ts";
import { decodeWithJimp } from "./jimp-decoder.ts";
import { decodeNetpbm } from "./netpbm.ts";
import type { RawImage } from "./raw-image.ts";
import { decodeWithSharp, loadSharp } from "./sharp-decoder.ts";

/** What of an image file some programs read and others do not. */
export interface ImageTraits extends Pick<RawImage, "turned" | "deep"> {
  /** Whether some pixel is not opaque. */
  readonly transparent: boolean;
}

export interface DecodedImage extends Image, ImageTraits {}

/**
 * Decodes an image file (PNG, JPEG, WebP, AVIF, BMP, TIFF, GIF's first frame, PPM, PGM) to 8-bit RGB: with sharp where it has
 * a binary for this platform, else with jimp.
 *
 * @throws ImageProblem or what a decoder throws, where the bytes are no whole image
 */
export async function decodeImage(
  bytes: Buffer,
  { exif, alphaChannel, preprocess = [] }: ImageReading,
): Promise<DecodedImage> {
  const raw = await decodeAs(imageFormat(bytes), bytes, exif);
  const { turned, deep, height, width } = raw;
  const image = { pixels: alphaChannel === "white" ? onWhite(raw) : withoutAlpha(raw), height, width };
  return { ...preprocessImage(image, preprocess), turned, deep, transparent: isTransparent(raw) };
}

async function decodeAs(format: ImageFormat, bytes: Buffer, exif: ImageReading["exif"]): Promise<RawImage> {
  if (format === "netpbm") return decodeNetpbm(bytes);
  if (format === "bmp") return decodeWithJimp(bytes, exif);
  const sharp = await loadSharp();
  if (sharp !== undefined) return decodeWithSharp(sharp, bytes, exif);
  if (format === "webp" || format === "avif") {
    throw new ImageProblem("an image that can be decoded here", `${titleOf(format)}, which needs the package sharp`);
  }
  return decodeWithJimp(bytes, exif);
}

function isTransparent({ data, channels }: RawImage): boolean {
  if (channels === 3) return false;
  for (let at = 3; at < data.length; at += 4) if (data[at] < 255) return true;
  return false;
}

function withoutAlpha({ data, channels }: RawImage): Uint8Array {
  if (channels === CHANNELS) return data;
  const pixels = new Uint8Array((data.length / 4) * CHANNELS);
  for (let from = 0, to = 0; from < data.length; from += 4, to += CHANNELS) {
    pixels[to] = data[from];
    pixels[to + 1] = data[from + 1];
    pixels[to + 2] = data[from + 2];
  }
  return pixels;
}

/** Value a + 255 (1 - a), with a the opacity in [0, 1]. */
function onWhite(raw: RawImage): Uint8Array {
  if (raw.channels === CHANNELS) return raw.data;
  const { data } = raw;
  const pixels = new Uint8Array((data.length / 4) * CHANNELS);
  for (let from = 0, to = 0; from < data.length; from += 4, to += CHANNELS) {
    const alpha = data[from + 3];
    for (let channel = 0; channel < CHANNELS; channel++) {
      pixels[to + channel] = Math.round((data[from + channel] * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return pixels;
}
