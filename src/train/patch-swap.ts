import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import type { Random } from "../core/random.ts";
import type { Batch } from "./batch.ts";
import { type Schedule, scheduled, type TrainingProgress } from "./schedule.ts";

/** A grid of equal patches that tiles an image. Patches are numbered row by row. */
export interface PatchGrid {
  /** Patches along each side of the image. */
  readonly side: number;
  /** Size of a patch, pixels. */
  readonly patchHeight: number;
  readonly patchWidth: number;
}

/**
 * The grid of side x side patches that tiles an image.
 *
 * @param side patches along each side of the image: 4 makes 16 patches
 * @throws InputError where the image's height or width is no multiple of `side`
 * @example patchGrid(4, 32, 32) // { side: 4, patchHeight: 8, patchWidth: 8 }: 16 patches of 8 x 8 pixels
 */
export function patchGrid(side: number, height: number, width: number): PatchGrid {
  if (height % side !== 0 || width % side !== 0) {
    throw new InputError("`grid`", {
      expected: `patches per side that divide ${height} and ${width}, the image's height and width`,
      got: `${side}`,
    });
  }
  return { side, patchHeight: height / side, patchWidth: width / side };
}

/**
 * Which patches a pair exchanges in this step: with probability 1 - p none; else k of the grid's n patches, k uniform
 * in [1, n] and every set of k equally likely.
 *
 * Source: "at least one and at most all" patches "with probability p", chosen anew in every iteration (Intra-class
 * Patch Swap for Self-Distillation). That k is uniform is this program's reading.
 *
 * @param p in [0, 1]
 * @returns patch numbers, each once
 */
export function drawPatches(grid: PatchGrid, p: number, random: Random): Int32Array {
  if (random.uniform() >= p) return new Int32Array(0);
  const patches = grid.side ** 2;
  const count = 1 + random.integer(patches);
  return random.permutation(patches).subarray(0, count);
}

/** Exchanges these patches between two images of one size, in place, at the same locations. Channels come last. */
export function swapPatches(
  first: Float32Array,
  second: Float32Array,
  { side, patchHeight, patchWidth }: PatchGrid,
  patches: ArrayLike<number>,
): void {
  const run = patchWidth * CHANNELS;
  const rowLength = side * run;
  const held = new Float32Array(run);
  for (let i = 0; i < patches.length; i++) {
    const top = Math.floor(patches[i] / side) * patchHeight;
    const left = (patches[i] % side) * run;
    for (let y = top; y < top + patchHeight; y++) {
      const start = y * rowLength + left;
      held.set(first.subarray(start, start + run));
      first.set(second.subarray(start, start + run), start);
      second.set(held, start);
    }
  }
}

/**
 * Swaps patches within every pair of a batch, each pair on its own draws.
 *
 * @param options p: probability that a pair swaps; grid: patches along each side of an image
 */
export function swapPairs(
  batch: Batch,
  options: { readonly p: Schedule; readonly grid: number },
  random: Random,
  progress: TrainingProgress,
): void {
  const [first, second] = batch.branches;
  const grid = patchGrid(options.grid, batch.height, batch.width);
  const p = scheduled(options.p, progress);
  const pixels = batch.height * batch.width * CHANNELS;
  for (let pair = 0; pair < batch.count; pair++) {
    const patches = drawPatches(grid, p, random.fork("swap", pair));
    const start = pair * pixels;
    swapPatches(first.subarray(start, start + pixels), second.subarray(start, start + pixels), grid, patches);
  }
}
