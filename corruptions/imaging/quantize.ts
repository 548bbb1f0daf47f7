/** value / 255 for each 8-bit value, in double precision, as NumPy computes `x / 255.`. */
export const UNIT: Float64Array = Float64Array.from({ length: 256 }, (_, value) => value / 255);

/**
 * A value in [0, 1] as the reference stores it: clipped, scaled and *truncated*, for `np.uint8` does not round. Thus an
 * image loses half a grey level on average merely by passing through a corruption.
 *
 * @example quantize(0.999) // 254
 */
export function quantize(value: number): number {
  return value <= 0 ? 0 : value >= 1 ? 255 : (value * 255) | 0;
}

/** Each value of an image through `quantize`. */
export function quantizeAll(values: Float64Array): Uint8Array {
  const pixels = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) pixels[i] = quantize(values[i]);
  return pixels;
}

/** 8-bit values as doubles in [0, 1]. */
export function toUnitDouble(pixels: Uint8Array): Float64Array {
  const unit = new Float64Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) unit[i] = UNIT[pixels[i]];
  return unit;
}

/** 8-bit values in [0, 1], rounded to single precision. */
export function toUnitSingle(pixels: Uint8Array): Float64Array {
  const unit = new Float64Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) unit[i] = Math.fround(UNIT[pixels[i]]);
  return unit;
}
