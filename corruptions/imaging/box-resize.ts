/** Which input values an output value averages, with weights in 22-bit fixed point. */
export interface BoxWindow {
  readonly first: number;
  readonly weights: Int32Array;
}

const PRECISION_BITS = 22; // Pillow, src/libImaging/Resample.c: 32 - 8 - 2

/**
 * Resizes an 8-bit RGB image by averaging over boxes (nearest neighbour where it grows), with Pillow's fixed-point
 * arithmetic and order: across, rounded to 8 bits, then down. Source: Pillow, src/libImaging/Resample.c, BOX filter.
 *
 * @param pixels row-major [height, width, 3]
 * @param rows `boxWindows(height, toHeight)`
 * @param columns `boxWindows(width, toWidth)`
 * @returns row-major [toHeight, toWidth, 3]
 */
export function boxResized(
  pixels: Uint8Array,
  width: number,
  rows: readonly BoxWindow[],
  columns: readonly BoxWindow[],
): Uint8Array {
  const height = pixels.length / width / 3;
  const [toHeight, toWidth] = [rows.length, columns.length];
  const across = new Uint8Array(height * toWidth * 3);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < toWidth; column++) {
      average(pixels, row * width * 3, 3, columns[column], across, (row * toWidth + column) * 3);
    }
  }
  const resized = new Uint8Array(toHeight * toWidth * 3);
  for (let row = 0; row < toHeight; row++) {
    for (let column = 0; column < toWidth; column++) {
      average(across, column * 3, toWidth * 3, rows[row], resized, (row * toWidth + column) * 3);
    }
  }
  return resized;
}

function average(
  source: Uint8Array,
  start: number,
  stride: number,
  { first, weights }: BoxWindow,
  target: Uint8Array,
  at: number,
): void {
  let red = 1 << (PRECISION_BITS - 1);
  let green = red;
  let blue = red;
  for (let i = 0; i < weights.length; i++) {
    const from = start + (first + i) * stride;
    red += source[from] * weights[i];
    green += source[from + 1] * weights[i];
    blue += source[from + 2] * weights[i];
  }
  target[at] = red >> PRECISION_BITS;
  target[at + 1] = green >> PRECISION_BITS;
  target[at + 2] = blue >> PRECISION_BITS;
}

/** The windows of `to` values that are made of `from`. */
export function boxWindows(from: number, to: number): readonly BoxWindow[] {
  return Array.from({ length: to }, (_, i) => boxWindow(i, from, to));
}

function boxWindow(index: number, from: number, to: number): BoxWindow {
  const scale = from / to;
  const filterScale = Math.max(1, scale);
  const center = (index + 0.5) * scale;
  const first = Math.max(0, Math.trunc(center - 0.5 * filterScale + 0.5));
  const end = Math.min(from, Math.trunc(center + 0.5 * filterScale + 0.5));
  const inside = Array.from({ length: end - first }, (_, i) => {
    const distance = (first + i - center + 0.5) / filterScale;
    return distance > -0.5 && distance <= 0.5 ? 1 : 0;
  });
  const total = inside.reduce((sum: number, weight) => sum + weight, 0);
  return {
    first,
    weights: Int32Array.from(inside, (weight) => Math.trunc(0.5 + (weight / total) * 2 ** PRECISION_BITS)),
  };
}
