import type { Random } from "../core/random.ts";

/** The eight neighbours of a pixel: those that share a side weigh 1/6, those that share a corner 1/12. */
const NEIGHBOURS = [
  { dy: -1, dx: 0, weight: 1 / 6 },
  { dy: 1, dx: 0, weight: 1 / 6 },
  { dy: 0, dx: -1, weight: 1 / 6 },
  { dy: 0, dx: 1, weight: 1 / 6 },
  { dy: -1, dx: -1, weight: 1 / 12 },
  { dy: -1, dx: 1, weight: 1 / 12 },
  { dy: 1, dx: -1, weight: 1 / 12 },
  { dy: 1, dx: 1, weight: 1 / 12 },
] as const;

/** Standard deviation of the noise added to an imputed value, pixels in [0, 1]. ROAD's default. */
const NOISE = 0.01;

/** The residual, as a share of the right-hand side, at which conjugate gradients stop. */
const TOLERANCE = 1e-7;

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/**
 * Replaces removed pixels by noisy linear imputation: every removed pixel becomes the weighted mean of its neighbours,
 * known or removed themselves, so that all removed pixels are the solution of one sparse linear system; then noise is
 * added. Neighbours outside of the image are left out of the mean. Unlike a constant colour this leaves no outline of
 * the removed region to recognise.
 *
 * Source: Rong et al. 2022 (ROAD), section 5.2 and their `NoisyLinearImputer`.
 *
 * @param image row-major [height, width, channels]
 * @param removed 1 where a pixel is removed, [height x width]; at least one pixel must be kept
 * @param random draws the noise; without it none is added
 */
export function imputeRemoved(
  image: Float32Array,
  removed: Uint8Array,
  { height, width, channels }: ImageShape,
  random?: Random,
): Float32Array {
  const result = Float32Array.from(image);
  const unknowns = createSystem(removed, height, width);
  for (let channel = 0; channel < channels; channel++) {
    const valueAt = (pixel: number) => image[pixel * channels + channel];
    const solution = solve(unknowns, valueAt);
    unknowns.pixels.forEach((pixel, i) => {
      const noise = random === undefined ? 0 : NOISE * random.normal();
      result[pixel * channels + channel] = solution[i] + noise;
    });
  }
  return result;
}

/** The linear system of the removed pixels: (D - W) x = b, symmetric and positive definite. */
interface ImputationSystem {
  /** Removed pixels, in ascending order: the unknowns. */
  readonly pixels: readonly number[];
  /** Sum of the weights of each unknown's neighbours inside the image. */
  readonly diagonal: Float64Array;
  /** For each unknown its neighbours: unknowns by number, known pixels by place. */
  readonly unknownNeighbours: readonly (readonly { readonly unknown: number; readonly weight: number }[])[];
  readonly knownNeighbours: readonly (readonly { readonly pixel: number; readonly weight: number }[])[];
}

function createSystem(removed: Uint8Array, height: number, width: number): ImputationSystem {
  const pixels = Array.from(removed.keys()).filter((pixel) => removed[pixel] === 1);
  const numberOf = new Int32Array(removed.length).fill(-1);
  pixels.forEach((pixel, i) => {
    numberOf[pixel] = i;
  });
  const diagonal = new Float64Array(pixels.length);
  const unknownNeighbours: { unknown: number; weight: number }[][] = [];
  const knownNeighbours: { pixel: number; weight: number }[][] = [];
  pixels.forEach((pixel, i) => {
    const [y, x] = [Math.floor(pixel / width), pixel % width];
    const unknown: { unknown: number; weight: number }[] = [];
    const known: { pixel: number; weight: number }[] = [];
    for (const { dy, dx, weight } of NEIGHBOURS) {
      if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
      const neighbour = (y + dy) * width + x + dx;
      diagonal[i] += weight;
      if (numberOf[neighbour] === -1) known.push({ pixel: neighbour, weight });
      else unknown.push({ unknown: numberOf[neighbour], weight });
    }
    unknownNeighbours.push(unknown);
    knownNeighbours.push(known);
  });
  return { pixels, diagonal, unknownNeighbours, knownNeighbours };
}

/** Conjugate gradients on (D - W) x = b, scaled by the diagonal. */
function solve(system: ImputationSystem, valueAt: (pixel: number) => number): Float64Array {
  const { pixels, diagonal, knownNeighbours } = system;
  const size = pixels.length;
  const residual = Float64Array.from(knownNeighbours, (neighbours) =>
    neighbours.reduce((sum, { pixel, weight }) => sum + weight * valueAt(pixel), 0),
  );
  const solution = new Float64Array(size);
  const direction = residual.map((value, i) => value / diagonal[i]);
  let energy = weightedDot(residual, diagonal);
  const enough = energy * TOLERANCE ** 2;
  for (let iteration = 0; iteration < size && energy > enough; iteration++) {
    const product = multiply(system, direction);
    const step = energy / dot(direction, product);
    for (let i = 0; i < size; i++) {
      solution[i] += step * direction[i];
      residual[i] -= step * product[i];
    }
    const next = weightedDot(residual, diagonal);
    for (let i = 0; i < size; i++) direction[i] = residual[i] / diagonal[i] + (next / energy) * direction[i];
    energy = next;
  }
  return solution;
}

function multiply({ diagonal, unknownNeighbours }: ImputationSystem, vector: Float64Array): Float64Array {
  return vector.map((value, i) => {
    let sum = diagonal[i] * value;
    for (const { unknown, weight } of unknownNeighbours[i]) sum -= weight * vector[unknown];
    return sum;
  });
}

function dot(first: Float64Array, second: Float64Array): number {
  return first.reduce((sum, value, i) => sum + value * second[i], 0);
}

/** r^T D^-1 r. */
function weightedDot(residual: Float64Array, diagonal: Float64Array): number {
  return residual.reduce((sum, value, i) => sum + (value * value) / diagonal[i], 0);
}
