import type { Random } from "../core/random.ts";
import { createVCycle, type GridMatrix } from "./multigrid.ts";

/** Weights of the neighbours of a pixel: those that share a side, and those that share a corner. */
const SIDE = 1 / 6;
const CORNER = 1 / 12;

/** Standard deviation of the noise added to an imputed value, pixels in [0, 1]. ROAD's default. */
const NOISE = 0.01;

/**
 * The residual, as a share of the right-hand side, at which conjugate gradients stop. Where noise is added, a solution
 * that is off by a sixtieth of it (measured at 224 x 224) takes half the time.
 */
const TOLERANCE = { exact: 1e-7, noisy: 1e-5 } as const;

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
  const system = createSystem(removed, height, width);
  const result = Float32Array.from(image);
  for (let channel = 0; channel < channels; channel++) {
    const tolerance = random === undefined ? TOLERANCE.exact : TOLERANCE.noisy;
    const solution = solve(system, (pixel) => image[pixel * channels + channel], tolerance);
    system.pixels.forEach((pixel, i) => {
      const noise = random === undefined ? 0 : NOISE * random.normal();
      result[pixel * channels + channel] = solution[system.matrix.places[i]] + noise;
    });
  }
  return result;
}

/**
 * The linear system of the removed pixels: (D - W) x = b, symmetric and positive definite. Vectors lie on the image's
 * grid with a margin of one on every side, and are 0 wherever no pixel was removed: so a neighbour's place is always the
 * same step away, and needs no look at the borders.
 */
interface ImputationSystem {
  /** Removed pixels, in ascending order; their places on the grid with the margin are the matrix's. */
  readonly pixels: Int32Array;
  readonly matrix: GridMatrix;
  readonly precondition: ReturnType<typeof createVCycle>;
}

function createSystem(removed: Uint8Array, height: number, width: number): ImputationSystem {
  const pixels = Int32Array.from(removed.keys()).filter((pixel) => removed[pixel] === 1);
  const [rows, columns] = [height + 2, width + 2];
  const places = pixels.map((pixel) => placeOf(pixel, width));
  const inside = new Float64Array(rows * columns);
  for (let pixel = 0; pixel < removed.length; pixel++) inside[placeOf(pixel, width)] = 1;
  const [diagonal, side, corner] = [0, 1, 2].map(() => new Float64Array(rows * columns));
  for (const place of places) diagonal[place] = neighbourhood(inside, place, columns);
  // Entries with pixels that are known meet a 0 of the vector.
  side.fill(-SIDE);
  corner.fill(-CORNER);
  const matrix = { rows, columns, places, diagonal, right: side, below: side, belowLeft: corner, belowRight: corner };
  return { pixels, matrix, precondition: createVCycle(matrix) };
}

/** Place of a pixel on the grid with the margin. */
function placeOf(pixel: number, width: number): number {
  return (Math.floor(pixel / width) + 1) * (width + 2) + (pixel % width) + 1;
}

/** Weighted sum of the eight neighbours. */
function neighbourhood(grid: Float64Array, place: number, columns: number): number {
  const [above, below] = [place - columns, place + columns];
  return (
    SIDE * (grid[above] + grid[below] + grid[place - 1] + grid[place + 1]) +
    CORNER * (grid[above - 1] + grid[above + 1] + grid[below - 1] + grid[below + 1])
  );
}

/** Conjugate gradients on (D - W) x = b, preconditioned by a cycle of multigrid. */
function solve(
  { pixels, matrix, precondition }: ImputationSystem,
  valueAt: (pixel: number) => number,
  tolerance: number,
): Float64Array {
  const { places, diagonal, rows, columns } = matrix;
  const known = new Float64Array(rows * columns);
  const width = columns - 2;
  for (let pixel = 0; pixel < (rows - 2) * width; pixel++) known[placeOf(pixel, width)] = valueAt(pixel);
  for (const place of places) known[place] = 0;
  const [solution, residual, direction, product, better] = [0, 1, 2, 3, 4].map(() => new Float64Array(rows * columns));
  let error = 0;
  for (const place of places) {
    residual[place] = neighbourhood(known, place, columns);
    error += residual[place] ** 2 / diagonal[place];
  }
  const enough = error * tolerance ** 2;
  let energy = 1;
  for (let iteration = 0; iteration < pixels.length && error > enough; iteration++) {
    precondition(residual, better);
    let next = 0;
    for (const place of places) next += residual[place] * better[place];
    const share = iteration === 0 ? 0 : next / energy;
    energy = next;
    let curvature = 0;
    for (const place of places) direction[place] = better[place] + share * direction[place];
    for (const place of places) {
      product[place] = diagonal[place] * direction[place] - neighbourhood(direction, place, columns);
      curvature += direction[place] * product[place];
    }
    const step = energy / curvature;
    error = 0;
    for (const place of places) {
      solution[place] += step * direction[place];
      residual[place] -= step * product[place];
      error += residual[place] ** 2 / diagonal[place];
    }
  }
  return solution;
}
