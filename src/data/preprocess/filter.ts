/** A filter that pixels are weighed with when an image is resized; distances in pixels of the smaller of both images. */
interface Filter {
  /** Distance from which on weights are 0. */
  readonly support: number;
  weight(distance: number): number;
}

/**
 * Pillow's filters (Resample.c). Nearest is none of them: it takes pixels as they are.
 *
 * bilinear: max(0, 1 - |x|). bicubic: Keys' cubic with a = -0.5 (OpenCV's and PyTorch's tensors have -0.75).
 * lanczos: sinc(x) sinc(x / 3) for |x| < 3, sinc(x) = sin(pi x) / (pi x).
 */
const FILTERS = {
  bilinear: { support: 1, weight: (distance) => Math.max(0, 1 - Math.abs(distance)) },
  bicubic: { support: 2, weight: cubic },
  lanczos: { support: 3, weight: (x) => (-3 <= x && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
} as const satisfies Readonly<Record<string, Filter>>;

/** How a resized pixel comes from those around it. */
export const FILTER_IDS = ["bilinear", "bicubic", "lanczos", "nearest"] as const;

export type FilterId = (typeof FILTER_IDS)[number];

function cubic(distance: number): number {
  const a = -0.5;
  const x = Math.abs(distance);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** Weights are whole numbers of 2^-22, as in Pillow (Resample.c, PRECISION_BITS): products with 8 bits fit 32. */
export const WEIGHT_BITS = 22;

/** For some pixels of a resized line, the pixels of the line that they come from. */
export interface Taps {
  /** First old pixel that counts, for each new one. */
  readonly first: Int32Array;
  /** How many count. */
  readonly count: Int32Array;
  /** Weights in units of 2^-22, `most` places for each new pixel. */
  readonly weights: Int32Array;
  readonly most: number;
}

/**
 * Weights along one axis where n pixels become m. New pixel i is sum_j w_ij x_j, with
 * w_ij = f((j + 0.5 - c_i) / s) / sum_k f((k + 0.5 - c_i) / s), the filter f, centre c_i = (i + 0.5) n / m, and
 * s = max(1, n / m), which widens the filter where an image becomes smaller ("antialias").
 *
 * @param start new pixels `start`...`start + length - 1` alone
 */
export function filterTaps(filter: Exclude<FilterId, "nearest">, n: number, m: number, start: number, length: number) {
  const { support: radius, weight } = FILTERS[filter];
  const scale = n / m;
  const widened = Math.max(1, scale);
  const support = radius * widened;
  const most = 2 * Math.ceil(support) + 1;
  const taps: Taps = {
    first: new Int32Array(length),
    count: new Int32Array(length),
    weights: new Int32Array(length * most),
    most,
  };
  const exact = new Float64Array(most);
  for (let i = 0; i < length; i++) {
    const centre = (start + i + 0.5) * scale;
    // Pillow rounds to the nearest pixel; what lies outside of the filter has weight 0.
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const count = Math.min(n, Math.trunc(centre + support + 0.5)) - first;
    let sum = 0;
    for (let k = 0; k < count; k++) {
      exact[k] = weight((first + k - centre + 0.5) * (1 / widened));
      sum += exact[k];
    }
    for (let k = 0; k < count; k++) {
      const share = (sum === 0 ? exact[k] : exact[k] / sum) * 2 ** WEIGHT_BITS;
      taps.weights[i * most + k] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    }
    taps.first[i] = first;
    taps.count[i] = count;
  }
  return taps;
}

/** The old pixel that each new one is, where n become m: that at (i + 0.5) n / m, added up as Pillow does (Geometry.c). */
export function nearestPixels(n: number, m: number, start: number, length: number): Int32Array {
  const scale = n / m;
  const pixels = new Int32Array(length);
  let at = scale * 0.5;
  for (let i = 0; i < start + length; i++) {
    if (i >= start) pixels[i - start] = Math.min(n - 1, Math.trunc(at));
    at += scale;
  }
  return pixels;
}
