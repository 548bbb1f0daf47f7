/** How a filter continues a row of values past its ends: `abc` becomes `aa|abc|cc` (nearest) or `ba|abc|cb` (reflect). */
export type Extension = "nearest" | "reflect";

/** One side of a symmetric kernel: `weights[d]` multiplies the two values at distance d from the centre. */
export interface SymmetricKernel {
  readonly weights: Float64Array;
}

/**
 * Sampled Gaussian, normalised to sum one: w_d = exp(-d^2 / (2 sigma^2)) / sum, for |d| <= int(truncate sigma + 0.5).
 * As scipy.ndimage.gaussian_filter1d makes it, its order of summation (NumPy's) included.
 *
 * @param sigma standard deviation in pixels; 0 gives the identity
 * @param truncate standard deviations at which the kernel ends; scikit-image's default is 4
 */
export function gaussianKernel(sigma: number, truncate = 4): SymmetricKernel {
  const radius = Math.floor(truncate * sigma + 0.5);
  if (radius === 0) return { weights: Float64Array.of(1) };
  const full = new Float64Array(2 * radius + 1);
  for (let i = 0; i < full.length; i++) full[i] = Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2);
  const total = sumAsNumPy(full);
  return { weights: full.subarray(radius).map((weight) => weight / total) };
}

/** NumPy's sum of fewer than 128 + 8 values runs in eight lanes; longer ones differ from this in the last bits only. */
function sumAsNumPy(values: Float64Array): number {
  const lanes = values.length - (values.length % 8);
  let total = 0;
  if (lanes > 0) {
    const lane = new Float64Array(8);
    for (let i = 0; i < lanes; i++) lane[i % 8] += values[i];
    total = lane[0] + lane[1] + (lane[2] + lane[3]) + (lane[4] + lane[5] + (lane[6] + lane[7]));
  }
  for (let i = lanes; i < values.length; i++) total += values[i];
  return total;
}

/**
 * Convolves rows (down, then across) with a symmetric kernel, in scipy.ndimage's order of operations.
 *
 * @param values row-major [height, width, channels]
 * @returns a new array of the same kind and shape: Float32Array rounds after each direction, as SciPy does
 */
export function filterSeparably<Values extends Float64Array | Float32Array>(
  values: Values,
  height: number,
  width: number,
  channels: number,
  kernel: SymmetricKernel,
  extension: Extension,
): Values {
  if (kernel.weights.length === 1) return values.slice() as Values;
  const down = values.slice() as Values;
  const stride = width * channels;
  for (let start = 0; start < stride; start++) filterLine(values, down, start, stride, height, kernel, extension);
  const across = values.slice() as Values;
  for (let row = 0; row < height; row++) {
    for (let channel = 0; channel < channels; channel++) {
      filterLine(down, across, row * stride + channel, channels, width, kernel, extension);
    }
  }
  return across;
}

function filterLine(
  source: Float64Array | Float32Array,
  target: Float64Array | Float32Array,
  start: number,
  stride: number,
  length: number,
  { weights }: SymmetricKernel,
  extension: Extension,
): void {
  const radius = weights.length - 1;
  const line = new Float64Array(length + 2 * radius);
  for (let i = 0; i < line.length; i++) {
    line[i] = source[start + stride * extendedIndex(i - radius, length, extension)];
  }
  for (let i = 0; i < length; i++) {
    const centre = i + radius;
    let sum = line[centre] * weights[0];
    for (let distance = radius; distance > 0; distance--) {
      sum += (line[centre - distance] + line[centre + distance]) * weights[distance];
    }
    target[start + stride * i] = sum;
  }
}

/** Index of the value that stands at `index`, which may lie far outside 0...length-1. */
export function extendedIndex(index: number, length: number, extension: Extension): number {
  if (index >= 0 && index < length) return index;
  if (extension === "nearest") return index < 0 ? 0 : length - 1;
  const period = 2 * length;
  const wrapped = ((index % period) + period) % period;
  return wrapped < length ? wrapped : period - 1 - wrapped;
}
