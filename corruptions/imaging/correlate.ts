/** One weight of a sparse two-dimensional kernel, at an offset from its centre. */
export interface KernelTap {
  readonly rows: number;
  readonly columns: number;
  readonly weight: number;
}

/**
 * Weighted sums of shifted copies: each value becomes the sum over taps, in their order, of weight times the value
 * `rows` below and `columns` to the right.
 *
 * @param values row-major [height, width, channels]
 * @param extended index inside 0...length-1 that stands for one outside
 */
export function correlate(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  taps: readonly KernelTap[],
  extended: (index: number, length: number) => number,
): Float64Array {
  const reach = taps.reduce((farthest, tap) => Math.max(farthest, Math.abs(tap.columns)), 0);
  const stride = (width + 2 * reach) * channels;
  const padded = paddedRows(values, height, width, channels, reach, extended);
  const sums = new Float64Array(values.length);
  const row = new Float64Array(width * channels);
  for (let target = 0; target < height; target++) {
    row.fill(0);
    for (const { rows, columns, weight } of taps) {
      addScaled(padded, extended(target + rows, height) * stride + (reach + columns) * channels, weight, row);
    }
    sums.set(row, target * row.length);
  }
  return sums;
}

function addScaled(values: Float64Array, start: number, weight: number, sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] += weight * values[start + i];
}

/** Each row with `reach` values more at both ends. */
function paddedRows(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  reach: number,
  extended: (index: number, length: number) => number,
): Float64Array {
  const columnOf = Int32Array.from({ length: width + 2 * reach }, (_, i) => extended(i - reach, width) * channels);
  const padded = new Float64Array(height * columnOf.length * channels);
  let at = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < columnOf.length; column++) {
      const from = row * width * channels + columnOf[column];
      for (let channel = 0; channel < channels; channel++) padded[at++] = values[from + channel];
    }
  }
  return padded;
}
