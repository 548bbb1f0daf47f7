import { imageSize } from "image-size";
import { InputError } from "../../core/error.ts";
import { readBounded, requireSize } from "../../core/regular-file.ts";
import { type DecodedImage, decodeImage } from "./decode-image.ts";
import { ImageProblem } from "./image-problem.ts";
import { DEFAULT_READING, type ImageReading } from "./image-reading.ts";
import { decodingTime, MAX_PIXELS } from "./raw-image.ts";

const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** What to do about a file that is no image. */
export const REPLACE_FILE = "Replace or remove the file.";

/** An image file: its path, or its bytes and how errors name it. */
export type ImageFile = string | { readonly subject: string; readonly bytes: Uint8Array };

export const nameOf = (file: ImageFile): string => (typeof file === "string" ? file : file.subject);

/**
 * Reads an image file as 8-bit RGB (see `decodeImage`).
 *
 * @param allow told how long decoding may take, in milliseconds, before it begins
 * @throws InputError on a missing, unreadable, oversized or damaged file; names it
 */
export async function readImage(
  file: ImageFile,
  reading: ImageReading = DEFAULT_READING,
  allow: (milliseconds: number) => void = () => {},
): Promise<DecodedImage> {
  const bytes = await bytesOf(file);
  allow(decodingTime(statedPixels(bytes)));
  try {
    return await decodeImage(bytes, reading);
  } catch (cause) {
    throw new InputError(nameOf(file), { ...problemOf(cause), remedy: REPLACE_FILE }, { cause });
  }
}

async function bytesOf(file: ImageFile): Promise<Buffer> {
  if (typeof file === "string") return readBounded(file, { most: MAX_FILE_BYTES });
  requireSize(file.subject, file.bytes.length, { most: MAX_FILE_BYTES });
  return Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.byteLength);
}

/** Pixels that the file says it has, where that can be told. */
function statedPixels(bytes: Buffer): number {
  try {
    const { width, height } = imageSize(bytes);
    return Math.min(width * height, MAX_PIXELS);
  } catch {
    return 0;
  }
}

function problemOf(cause: unknown): { readonly expected: string; readonly got: string } {
  if (cause instanceof ImageProblem) return { expected: cause.expected, got: cause.got };
  const message = cause instanceof Error ? cause.message : `${cause}`;
  // Libraries speak in several lines.
  return {
    expected: "a whole image",
    got: `an error while decoding (${message.trim().replaceAll(/\s*\n\s*/g, "; ")})`,
  };
}
