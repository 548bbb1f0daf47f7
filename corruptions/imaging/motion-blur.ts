import { correlate, type KernelTap } from "./correlate.ts";

/**
 * The kernel of ImageMagick 6's motion blur: half a Gaussian, from each pixel along the angle, 2 ceil(radius) + 1 taps
 * at integer offsets rounded half down. Source: ImageMagick, magick/effect.c, MotionBlurImageChannel.
 *
 * @param radius length of the blur, pixels
 * @param sigma standard deviation of the Gaussian, pixels
 * @param degrees direction; 0 is to the right, 90 down
 */
export function motionKernel(radius: number, sigma: number, degrees: number): readonly KernelTap[] {
  const count = 2 * Math.ceil(radius) + 1;
  const radians = (Math.PI * degrees) / 180;
  const x = count * Math.cos(radians);
  const y = count * Math.sin(radians);
  const length = Math.hypot(x, y);
  const weights = Array.from({ length: count }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight, i) => ({
    columns: Math.ceil((i * x) / length - 0.5),
    rows: Math.ceil((i * y) / length - 0.5),
    weight: weight / total,
  }));
}

/**
 * Motion blur of 8-bit values as ImageMagick does it: edge pixels continued, computed at 16 bits, rounded to 16 bits
 * and truncated to 8.
 *
 * @param pixels row-major [height, width, channels]
 */
export function motionBlurred(
  pixels: Uint8Array,
  height: number,
  width: number,
  channels: number,
  kernel: readonly KernelTap[],
): Uint8Array {
  const quanta = new Float64Array(pixels.length);
  for (let i = 0; i < quanta.length; i++) quanta[i] = 257 * pixels[i];
  const sums = correlate(quanta, height, width, channels, kernel, nearest);
  const blurred = new Uint8Array(pixels.length);
  for (let i = 0; i < blurred.length; i++) blurred[i] = ((sums[i] + 0.5) | 0) / 257;
  return blurred;
}

function nearest(index: number, length: number): number {
  return Math.min(length - 1, Math.max(0, index));
}
