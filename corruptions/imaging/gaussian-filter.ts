/** How a filter continues a row of values past its ends: `abc` becomes `aa|abc|cc` (nearest) or `ba|abc|cb` (reflect). */
export type Extension = "nearest" | "reflect";

/** A symmetric kernel: `weights[d]` multiplies the two values at distance d from the centre. */
export type SymmetricKernel = Float64Array;

/**
 * Sampled Gaussian, normalised to sum one: w_d = exp(-d^2 / (2 sigma^2)) / sum, for |d| <= int(truncate sigma + 0.5).
 * As scipy.ndimage.gaussian_filter1d makes it, its order of summation (NumPy's) included.
 *
 * @param sigma standard deviation in pixels; 0 gives the identity
 * @param truncate standard deviations at which the kernel ends; scikit-image's default is 4
 */
export function gaussianKernel(sigma: number, truncate = 4): SymmetricKernel {
  const radius = Math.floor(truncate * sigma + 0.5);
  if (radius === 0) return Float64Array.of(1);
  const full = new Float64Array(2 * radius + 1);
  for (let i = 0; i < full.length; i++) full[i] = Math.exp((-0.5 / (sigma * sigma)) * (i - radius) ** 2);
  const total = sumAsNumPy(full);
  return full.subarray(radius).map((weight) => weight / total);
}

/** NumPy's sum of up to 128 values runs in eight lanes; that of more differs from this in the last bits only. */
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
 * Convolves values (down, then across) with a symmetric kernel, in scipy.ndimage's order of operations.
 *
 * @param values row-major [height, width, channels]
 * @param precision "single" rounds after each direction, as SciPy does for float32 arrays
 * @returns a new array of the same shape
 */
export function filterSeparably(
  values: Float64Array,
  height: number,
  width: number,
  channels: number,
  kernel: SymmetricKernel,
  extension: Extension,
  precision: "single" | "double" = "double",
): Float64Array {
  if (kernel.length === 1) return values.slice();
  const stride = width * channels;
  const downKernel = foldedKernel(kernel, height, extension);
  const acrossKernel = foldedKernel(kernel, width, extension);
  const radius = acrossKernel.length - 1;

  const down = new Float64Array(values.length);
  const sums = new Float64Array(stride);
  for (let row = 0; row < height; row++) {
    weigh(values, row * stride, downKernel[0], sums);
    for (let distance = downKernel.length - 1; distance > 0; distance--) {
      const above = extendedIndex(row - distance, height, extension) * stride;
      const below = extendedIndex(row + distance, height, extension) * stride;
      addPair(values, above, below, downKernel[distance], sums);
    }
    store(sums, down, row * stride, precision);
  }

  const across = new Float64Array(values.length);
  const line = new Float64Array(stride + 2 * radius * channels);
  for (let row = 0; row < height; row++) {
    extendLine(down, row * stride, width, channels, radius, extension, line);
    weigh(line, radius * channels, acrossKernel[0], sums);
    for (let distance = radius; distance > 0; distance--) {
      addPair(line, (radius - distance) * channels, (radius + distance) * channels, acrossKernel[distance], sums);
    }
    store(sums, across, row * stride, precision);
  }
  return across;
}

/**
 * A kernel no longer than the values it meets. Reflected values repeat after 2 length, so weights that far apart meet
 * the same value and are added up; the ends of the folded kernel meet one value twice.
 */
function foldedKernel(kernel: SymmetricKernel, length: number, extension: Extension): SymmetricKernel {
  if (extension !== "reflect" || kernel.length - 1 <= length) return kernel;
  const folded = new Float64Array(length + 1);
  for (let offset = 1 - kernel.length; offset < kernel.length; offset++) {
    const distance = Math.abs(offset) % (2 * length);
    folded[distance <= length ? distance : 2 * length - distance] += kernel[Math.abs(offset)];
  }
  for (let distance = 1; distance <= length; distance++) folded[distance] /= 2;
  return folded;
}

function weigh(values: Float64Array, start: number, weight: number, sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] = values[start + i] * weight;
}

function addPair(values: Float64Array, one: number, other: number, weight: number, sums: Float64Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] += (values[one + i] + values[other + i]) * weight;
}

function store(sums: Float64Array, target: Float64Array, start: number, precision: "single" | "double"): void {
  if (precision === "double") target.set(sums, start);
  else for (let i = 0; i < sums.length; i++) target[start + i] = Math.fround(sums[i]);
}

/** One row with `radius` values more at both ends. */
function extendLine(
  values: Float64Array,
  start: number,
  width: number,
  channels: number,
  radius: number,
  extension: Extension,
  line: Float64Array,
): void {
  line.set(values.subarray(start, start + width * channels), radius * channels);
  for (let i = 1; i <= radius; i++) {
    const before = start + extendedIndex(-i, width, extension) * channels;
    const after = start + extendedIndex(width - 1 + i, width, extension) * channels;
    for (let channel = 0; channel < channels; channel++) {
      line[(radius - i) * channels + channel] = values[before + channel];
      line[(radius + width - 1 + i) * channels + channel] = values[after + channel];
    }
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
