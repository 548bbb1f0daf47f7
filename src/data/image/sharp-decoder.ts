import type { Sharp } from "sharp";
import { ImageProblem } from "./image-problem.ts";
import type { ImageReading } from "./image-reading.ts";
import { decodingTime, MAX_PIXELS, type RawImage } from "./raw-image.ts";

type SharpModule = typeof import("sharp").default;

/** The library, or nothing where it has no binary for this platform or was not installed. */
export async function loadSharp(): Promise<SharpModule | undefined> {
  try {
    return (await import("sharp")).default;
  } catch {
    return undefined;
  }
}

/**
 * Decodes PNG, JPEG, WebP, AVIF, TIFF or GIF (of the last four the first page) with libvips, whose codecs are those of
 * Pillow: the same pixels as `PIL.Image.open(file).convert("RGB")`, save for 16-bit greys, which Pillow cuts off at
 * 255 and of which the upper 8 bits are taken here, and for AVIF, whose colours differ by a level (rounding) and at
 * edges of colour by more where they are stored at half the resolution (libheif repeats them, Pillow's libavif blends). Colour profiles are ignored, as Pillow does. A TIFF that says that
 * it lies turned is turned upright whatever `exif` says, as Pillow does too.
 */
export async function decodeWithSharp(
  sharp: SharpModule,
  bytes: Buffer,
  exif: ImageReading["exif"],
): Promise<RawImage> {
  const file = sharp(bytes, { ignoreIcc: true, failOn: "error", limitInputPixels: false });
  const { format, space, depth, width, height, orientation = 1 } = await file.metadata();
  if (!(width * height <= MAX_PIXELS)) throw new ImageProblem(`at most ${MAX_PIXELS} pixels`, `${width} x ${height}`);
  if (depth !== "uchar" && depth !== "ushort") throw new ImageProblem("8 or 16 bits per channel", depth);
  file.timeout({ seconds: Math.ceil(decodingTime(width * height) / 1000) });
  if (orientation !== 1 && (exif === "apply" || format === "tiff")) file.autoOrient();
  const turned = orientation !== 1 && format !== "tiff";
  const pixels =
    space === "cmyk"
      ? fromCmyk(await raw(file.pipelineColourspace("cmyk").toColourspace("cmyk").removeAlpha()))
      : await raw(file.toColourspace("srgb"));
  return { ...pixels, turned, deep: depth === "ushort" };
}

async function raw(file: Sharp): Promise<Pick<RawImage, "data" | "channels" | "height" | "width">> {
  const { data, info } = await file.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  return { data, channels: info.channels as 3 | 4, height: info.height, width: info.width };
}

/**
 * Cyan, magenta, yellow and black (0: no ink) to red, green and blue: (255 - K) (255 - C) / 255 and so on, rounded as
 * Pillow does (Convert.c, `cmyk2rgb`): the share of ink is rounded, and taken away.
 */
function fromCmyk({ data: ink, height, width }: Pick<RawImage, "data" | "height" | "width">) {
  const data = new Uint8Array(height * width * 3);
  for (let from = 0, to = 0; from < ink.length; from += 4, to += 3) {
    const light = 255 - ink[from + 3];
    for (let channel = 0; channel < 3; channel++) {
      data[to + channel] = light - Math.round((ink[from + channel] * light) / 255);
    }
  }
  return { data, channels: 3, height, width } as const;
}
