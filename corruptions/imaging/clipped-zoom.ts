/** Linear interpolation along one axis: output i is (1 - fraction) at(lower) + fraction at(lower + 1), or 0 outside. */
interface AxisZoom {
  /** Index of the input value at or before each output position; -1 where the position falls outside. */
  readonly lower: Int32Array;
  readonly fraction: Float64Array;
}

/** Output positions of one side of a clipped zoom. */
export interface ClippedZoom {
  readonly rows: AxisZoom;
  readonly columns: AxisZoom;
}

/**
 * The central part of an image, zoomed to fill it: crop ceil(side / factor), zoom linearly, crop to the side. As the
 * reference's clipped_zoom over scipy.ndimage.zoom(order=1), with its quirks: input and output corners coincide, the
 * zoomed length is rounded half to even, and a last position that rounds past the end reads as 0.
 */
export function clippedZoom(height: number, width: number, factor: number): ClippedZoom {
  return { rows: axisZoom(height, factor), columns: axisZoom(width, factor) };
}

function axisZoom(side: number, factor: number): AxisZoom {
  const cropped = Math.ceil(side / factor);
  const start = Math.floor((side - cropped) / 2);
  const zoomed = roundHalfEven(cropped * factor);
  const trim = Math.floor((zoomed - side) / 2);
  const step = zoomed > 1 ? (cropped - 1) / (zoomed - 1) : 1;
  const lower = new Int32Array(side);
  const fraction = new Float64Array(side);
  for (let i = 0; i < side; i++) {
    const position = (trim + i) * step;
    const floor = Math.floor(position);
    lower[i] = position > cropped - 1 ? -1 : start + floor;
    fraction[i] = position - floor;
  }
  return { lower, fraction };
}

/** Python's round(). */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Adds the zoomed image onto `sum`.
 *
 * @param values row-major [height, width, channels]
 * @param sum of the same shape; a Float32Array rounds after each addition, as NumPy's `+=` in single precision
 * @param across space for the zoom along rows, of the same length
 */
export function addZoomed<Values extends Float64Array | Float32Array>(
  values: Values,
  sum: Values,
  { rows, columns }: ClippedZoom,
  channels: number,
  across: Float64Array,
): void {
  const height = rows.lower.length;
  const width = columns.lower.length;
  const stride = width * channels;
  const first = Math.max(0, rows.lower.find((row) => row >= 0) ?? 0);
  const last = Math.min(height - 1, Math.max(...rows.lower) + 1);
  for (let row = first; row <= last; row++) {
    let at = row * stride;
    for (let column = 0; column < width; column++) {
      const lower = columns.lower[column];
      const fraction = columns.fraction[column];
      const left = row * stride + lower * channels;
      const right = fraction === 0 ? left : left + channels;
      for (let channel = 0; channel < channels; channel++) {
        across[at++] = lower < 0 ? 0 : values[left + channel] * (1 - fraction) + values[right + channel] * fraction;
      }
    }
  }
  const single = sum instanceof Float32Array;
  for (let row = 0; row < height; row++) {
    const lower = rows.lower[row];
    if (lower < 0) continue;
    const fraction = rows.fraction[row];
    const upper = lower * stride;
    const below = fraction === 0 ? upper : upper + stride;
    for (let i = 0; i < stride; i++) {
      const zoomed = across[upper + i] * (1 - fraction) + across[below + i] * fraction;
      sum[row * stride + i] += single ? Math.fround(zoomed) : zoomed;
    }
  }
}
