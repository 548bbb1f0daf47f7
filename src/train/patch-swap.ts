import { InputError } from "../core/error.ts";
import { CHANNELS } from "../core/image.ts";
import type { Random } from "../core/random.ts";
import type { Batch } from "./method.ts";

/** A grid of square patches that tiles an image. Patches are numbered row by row. */
export interface PatchGrid {
  readonly size: number;
  readonly rows: number;
  readonly columns: number;
}

/** @throws InputError where patches of this size do not tile the image */
export function patchGrid(size: number, height: number, width: number): PatchGrid {
  if (height % size !== 0 || width % size !== 0) {
    throw new InputError("--patch", {
      expected: `a side that divides ${height} and ${width}, the image's height and width`,
      got: `${size}`,
    });
  }
  return { size, rows: height / size, columns: width / size };
}

/**
 * Which patches a pair exchanges in this step: with probability 1 - p none; else k of the grid's n patches, k uniform
 * in 1...n and every set of k equally likely.
 *
 * Source: "at least one and at most all" patches "with probability p", chosen anew in every iteration (Intra-class
 * Patch Swap for Self-Distillation). That k is uniform is this program's reading.
 *
 * @param p in 0...1
 * @returns patch numbers, each once
 */
export function drawPatches(grid: PatchGrid, p: number, random: Random): Int32Array {
  if (random.uniform() >= p) return new Int32Array(0);
  const patches = grid.rows * grid.columns;
  const count = 1 + random.integer(patches);
  return random.permutation(patches).subarray(0, count);
}

/** Exchanges these patches between two images of one size, in place, at the same locations. Channels come last. */
export function swapPatches(
  first: Float32Array,
  second: Float32Array,
  { size, columns }: PatchGrid,
  patches: ArrayLike<number>,
): void {
  const rowLength = columns * size * CHANNELS;
  const run = size * CHANNELS;
  const held = new Float32Array(run);
  for (let i = 0; i < patches.length; i++) {
    const top = Math.floor(patches[i] / columns) * size;
    const left = (patches[i] % columns) * run;
    for (let y = top; y < top + size; y++) {
      const start = y * rowLength + left;
      held.set(first.subarray(start, start + run));
      first.set(second.subarray(start, start + run), start);
      second.set(held, start);
    }
  }
}

/** Swaps patches within every pair of a paired batch, each pair on its own. */
export function swapPairs(batch: Batch, options: { readonly patch: number; readonly p: number }, random: Random): void {
  const [first, second] = batch.branches;
  const grid = patchGrid(options.patch, batch.height, batch.width);
  const pixels = batch.height * batch.width * CHANNELS;
  for (let pair = 0; pair < batch.count; pair++) {
    const patches = drawPatches(grid, options.p, random.fork("swap", pair));
    const start = pair * pixels;
    swapPatches(first.subarray(start, start + pixels), second.subarray(start, start + pixels), grid, patches);
  }
}
