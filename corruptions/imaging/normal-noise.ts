import type { Image } from "../../src/core/image.ts";
import type { Random } from "../../src/core/random.ts";

/** Independent normal draws of mean 0, one for each value of an image, row-major [height, width, 3]. */
export function normalNoise(image: Image, deviation: number, random: Random): Float64Array {
  const noise = new Float64Array(image.pixels.length);
  for (let i = 0; i < noise.length; i++) noise[i] = deviation * random.normal();
  return noise;
}
