/** Linear interpolation along one axis: output i is (1 - fraction) at(lower) + fraction at(upper), or 0 outside. */
interface AxisZoom {
  /** Index of the input value at or before each output position; -1 where the position falls outside. */
  readonly lower: Int32Array;
  /** The next input value, or the same where the fraction is 0. */
  readonly upper: Int32Array;
  readonly fraction: Float64Array;
  /** First and last input index that any output reads. */
  readonly first: number;
  readonly last: number;
}

/** Where each output pixel of a clipped zoom reads. */
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
  const upper = new Int32Array(side);
  const fraction = new Float64Array(side);
  for (let i = 0; i < side; i++) {
    const position = (trim + i) * step;
    const floor = Math.floor(position);
    fraction[i] = position - floor;
    lower[i] = position > cropped - 1 ? -1 : start + floor;
    upper[i] = fraction[i] === 0 ? lower[i] : lower[i] + 1;
  }
  const inside = lower.filter((index) => index >= 0);
  return { lower, upper, fraction, first: Math.min(...inside), last: Math.max(...upper) };
}

/** Python's round() and OpenCV's cvRound. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/**
 * Adds the zoomed image onto `sum`.
 *
 * @param values row-major [height, width, channels]
 * @param sum of the same shape
 * @param across space for the zoom along rows, of the same length
 * @param precision "single" rounds the zoomed values and the sums, as NumPy does for float32 arrays
 */
export function addZoomed(
  values: Float64Array,
  sum: Float64Array,
  { rows, columns }: ClippedZoom,
  channels: number,
  across: Float64Array,
  precision: "single" | "double",
): void {
  const stride = columns.lower.length * channels;
  zoomAcross(values, across, rows.first, rows.last, columns, channels);
  for (let row = 0; row < rows.lower.length; row++) {
    if (rows.lower[row] < 0) continue;
    const upper = rows.lower[row] * stride;
    const below = rows.upper[row] * stride;
    const fraction = rows.fraction[row];
    const at = row * stride;
    if (precision === "double") {
      for (let i = 0; i < stride; i++) {
        sum[at + i] += across[upper + i] * (1 - fraction) + across[below + i] * fraction;
      }
    } else {
      for (let i = 0; i < stride; i++) {
        const zoomed = Math.fround(across[upper + i] * (1 - fraction) + across[below + i] * fraction);
        sum[at + i] = Math.fround(sum[at + i] + zoomed);
      }
    }
  }
}

/** The rows that are needed, zoomed along themselves. */
function zoomAcross(
  values: Float64Array,
  across: Float64Array,
  first: number,
  last: number,
  { lower, upper, fraction }: AxisZoom,
  channels: number,
): void {
  const stride = lower.length * channels;
  for (let column = 0, at = 0; column < lower.length; column++) {
    const right = fraction[column];
    const left = lower[column] < 0 ? 0 : 1 - right;
    const from0 = Math.max(0, lower[column]) * channels;
    const from1 = Math.max(0, upper[column]) * channels;
    for (let channel = 0; channel < channels; channel++, at++) {
      for (let row = first * stride; row <= last * stride; row += stride) {
        across[row + at] = values[row + from0 + channel] * left + values[row + from1 + channel] * right;
      }
    }
  }
}
