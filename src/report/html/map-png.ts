import type { StoredMap } from "../../result/explain-result.ts";

/** Light that is left where a map is 0. */
const DARK = 0.2;

/**
 * A map as a grey PNG of its own few pixels, to be multiplied with the image by the browser, which enlarges it
 * smoothly: an 8 x 8 map takes a hundred bytes.
 */
export async function mapPng(
  map: StoredMap,
  { height, width }: { readonly height: number; readonly width: number },
): Promise<string> {
  const { Jimp } = await import("jimp");
  const data = Buffer.alloc(height * width * 4, 255);
  Buffer.from(map.values, "base64").forEach((byte, place) => {
    data.fill(Math.round(255 * DARK + (1 - DARK) * byte), place * 4, place * 4 + 3);
  });
  return Jimp.fromBitmap({ data, width, height }).getBase64("image/png");
}
