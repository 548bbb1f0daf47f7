import { imageSize } from "image-size";
import { requireHarmlessImage } from "./image-guard.ts";
import type { ImageReading } from "./image-reading.ts";
import { MAX_PIXELS, type RawImage } from "./raw-image.ts";

/**
 * Decodes PNG, JPEG, BMP, GIF's first frame or TIFF in JavaScript: for BMP, which sharp does not read, and for platforms
 * that sharp has no binary for. A JPEG's chroma differs from libjpeg's by some grey levels.
 */
export async function decodeWithJimp(bytes: Buffer, exif: ImageReading["exif"]): Promise<RawImage> {
  requireHarmlessImage(bytes);
  const { type, orientation = 1 } = imageSize(bytes);
  const turned = type === "jpg" && orientation !== 1;
  // Imported here, so that commands which read no such files start without it.
  const { Jimp } = await import("jimp");
  const readable = turned && exif === "ignore" ? withoutExif(bytes) : bytes;
  const { bitmap } = await Jimp.fromBuffer(readable, { "image/jpeg": { maxResolutionInMP: MAX_PIXELS / 1e6 } });
  const { data, height, width } = bitmap;
  return { data, channels: 4, height, width, turned, deep: type === "png" && bytes[PNG_DEPTH] === 16 };
}

/** Where a PNG's header says how many bits a channel has. */
const PNG_DEPTH = 24;

/** jimp turns images by what EXIF says and cannot be told not to: it finds none where the sections have another name. */
function withoutExif(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf("Exif\0\0"); at !== -1; at = copy.indexOf("Exif\0\0", at + 1)) copy.write("none", at);
  return copy;
}
