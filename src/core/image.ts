/** Number of colour channels of every image in this project: red, green, blue. */
export const CHANNELS = 3;

/**
 * One 8-bit RGB image. `pixels` is row-major [height, width, 3], values 0...255.
 * Networks and attacks see the same image as floats in [0, 1] (value / 255).
 */
export interface Image {
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** 8-bit pixel values as floats in [0, 1]: value / 255, in single precision. */
export function toUnit(pixels: Uint8Array): Float32Array {
  const unit = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) unit[i] = pixels[i] / 255;
  return unit;
}
