/** An image's pixels, 0 to 255. */
export interface Picture {
  at(x: number, y: number): readonly [red: number, green: number, blue: number];
}

/** Reads a PNG that a result holds. */
export async function decodePng(base64: string): Promise<Picture> {
  const { Jimp } = await import("jimp");
  const { bitmap } = await Jimp.fromBuffer(Buffer.from(base64, "base64"));
  const { data, width } = bitmap;
  return {
    at(x, y) {
      const start = (y * width + x) * 4;
      return [data[start], data[start + 1], data[start + 2]];
    },
  };
}
