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
    const starts = taps.map(
      ({ rows, columns }) => extended(target + rows, height) * stride + (reach + columns) * channels,
    );
    let tap = 0;
    for (; tap + 4 <= taps.length; tap += 4) addFourScaled(padded, starts, taps, tap, row);
    for (; tap < taps.length; tap++) addScaled(padded, starts[tap], taps[tap].weight, row);
    sums.set(row, target * row.length);
  }
  return sums;
}

function addScaled(values: Float64Array, start: number, weight: number, sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] += weight * values[start + i];
}

/** Four taps in one pass over the row, one after the other as `addScaled` would: the same sums, fewer stores. */
function addFourScaled(
  values: Float64Array,
  starts: readonly number[],
  taps: readonly KernelTap[],
  first: number,
  sums: Float64Array,
): void {
  const start0 = starts[first];
  const start1 = starts[first + 1];
  const start2 = starts[first + 2];
  const start3 = starts[first + 3];
  const weight0 = taps[first].weight;
  const weight1 = taps[first + 1].weight;
  const weight2 = taps[first + 2].weight;
  const weight3 = taps[first + 3].weight;
  for (let i = 0; i < sums.length; i++) {
    let sum = sums[i] + weight0 * values[start0 + i];
    sum += weight1 * values[start1 + i];
    sum += weight2 * values[start2 + i];
    sums[i] = sum + weight3 * values[start3 + i];
  }
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
