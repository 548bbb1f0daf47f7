import type { Image } from "../core/image.ts";

/** An 8-bit RGB image as the bytes of a PNG file. */
export async function encodePng({ height, width, pixels }: Image): Promise<Uint8Array> {
  // Imported here, so that whoever draws nothing starts without it.
  const { Jimp } = await import("jimp");
  const data = Buffer.alloc(height * width * 4, 255);
  for (let pixel = 0; pixel < height * width; pixel++) {
    for (let channel = 0; channel < 3; channel++) data[pixel * 4 + channel] = pixels[pixel * 3 + channel];
  }
  return Jimp.fromBitmap({ data, width, height }).getBuffer("image/png");
}
