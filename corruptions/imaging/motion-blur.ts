/** One tap of a motion blur: how far along the line it reads, and its weight. */
interface MotionTap {
  readonly rows: number;
  readonly columns: number;
  readonly weight: number;
}

/**
 * The taps of ImageMagick 6's motion blur: half a Gaussian, from each pixel along the angle, 2 ceil(radius) + 1 of
 * them at integer offsets rounded half down. Source: ImageMagick, magick/effect.c, MotionBlurImageChannel.
 *
 * @param radius length of the blur, pixels
 * @param sigma standard deviation of the Gaussian, pixels
 * @param degrees direction; 0 is to the right, 90 down
 */
export function motionTaps(radius: number, sigma: number, degrees: number): readonly MotionTap[] {
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
 * * Motion blur of 8-bit values as ImageMagick does it: edge pixels continued, computed at 16 bits, rounded to 16 bits
 * and truncated to 8.
 *
 * @param pixels row-major [height, width, channels]
 */
export function motionBlurred(
  pixels: Uint8Array,
  height: number,
  width: number,
  channels: number,
  taps: readonly MotionTap[],
): Uint8Array {
  const sums = new Float64Array(pixels.length);
  const columnOf = new Int32Array(width);
  for (const { rows, columns, weight } of taps) {
    for (let column = 0; column < width; column++) {
      columnOf[column] = Math.min(width - 1, Math.max(0, column + columns)) * channels;
    }
    let at = 0;
    for (let row = 0; row < height; row++) {
      const start = Math.min(height - 1, Math.max(0, row + rows)) * width * channels;
      for (let column = 0; column < width; column++) {
        const source = start + columnOf[column];
        for (let channel = 0; channel < channels; channel++) sums[at++] += weight * (257 * pixels[source + channel]);
      }
    }
  }
  const blurred = new Uint8Array(pixels.length);
  for (let i = 0; i < blurred.length; i++) {
    const quantum = (sums[i] + 0.5) | 0; // at most 65535: the weights sum to one
    blurred[i] = quantum / 257; // truncated on assignment: the reference's 16-bit image loses its fraction as 8-bit PNG
  }
  return blurred;
}
