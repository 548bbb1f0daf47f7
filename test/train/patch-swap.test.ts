import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import { drawPatches, patchGrid, swapPairs, swapPatches } from "../../src/train/patch-swap.ts";
import { channelsLast, type GoldenTensor, golden } from "./golden.ts";
import { rowsOf } from "./sample-batch.ts";

/** A grid on an image that need not be square, and some of its patches. */
const swaps = fc
  .record({
    side: fc.integer({ min: 1, max: 4 }),
    patchHeight: fc.integer({ min: 1, max: 5 }),
    patchWidth: fc.integer({ min: 1, max: 5 }),
  })
  .chain(({ side, patchHeight, patchWidth }) =>
    fc.record({
      grid: fc.constant(patchGrid(side, side * patchHeight, side * patchWidth)),
      patches: fc.subarray(Array.from({ length: side * side }, (_, i) => i)),
    }),
  );

test("four patches per side of a 32 x 32 image are 16 patches of 8 x 8 pixels", () => {
  expect(patchGrid(4, 32, 32)).toEqual({ side: 4, patchHeight: 8, patchWidth: 8 });
});

test("swapped images are the golden file's, given its draws", () => {
  const { inputs, outputs } = golden("ipswap-swap");
  const [, pairs, channels, height, width] = inputs.images_branch_pair_channel_row_column.shape;
  const imagesOf = (tensor: GoldenTensor) => {
    const rows = rowsOf(channelsLast(tensor), channels * height * width).map((row) => Float32Array.from(row));
    return [rows.slice(0, pairs), rows.slice(pairs)];
  };
  const [first, second] = imagesOf(inputs.images_branch_pair_channel_row_column);
  const grid = patchGrid(height / 4, height, width);
  for (let pair = 0; pair < pairs; pair++) {
    swapPatches(first[pair], second[pair], grid, inputs.patches_exchanged_per_pair[pair]);
  }
  expect([first, second]).toEqual(imagesOf(outputs.images));
});

describe("swapPatches", () => {
  test("moves exactly the chosen patches, in both images, and nothing else", () => {
    fc.assert(
      fc.property(swaps, ({ grid, patches }) => {
        const width = grid.side * grid.patchWidth;
        const length = grid.side * grid.patchHeight * width * 3;
        // Every value is unique, so that a value says where it came from.
        const first = Float32Array.from({ length }, (_, i) => i);
        const second = Float32Array.from({ length }, (_, i) => -1 - i);
        swapPatches(first, second, grid, patches);
        for (let i = 0; i < length; i++) {
          const [y, x] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width];
          const patch = Math.floor(y / grid.patchHeight) * grid.side + Math.floor(x / grid.patchWidth);
          const moved = patches.includes(patch);
          expect(first[i]).toBe(moved ? -1 - i : i);
          expect(second[i]).toBe(moved ? i : -1 - i);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("done twice is not done; all patches exchange the images; the pair's sum stays", () => {
    fc.assert(
      fc.property(swaps, fc.integer(), ({ grid, patches }, seed) => {
        const length = grid.side ** 2 * grid.patchHeight * grid.patchWidth * 3;
        const random = createRandom(seed);
        const image = () => Float32Array.from({ length }, () => random.integer(256));
        const [first, second] = [image(), image()];
        const [a, b] = [first.slice(), second.slice()];
        swapPatches(a, b, grid, patches);
        a.forEach((value, i) => {
          expect(value + b[i]).toBe(first[i] + second[i]);
        });
        swapPatches(a, b, grid, patches);
        expect([a, b]).toEqual([first, second]);
        swapPatches(
          a,
          b,
          grid,
          Array.from({ length: grid.side ** 2 }, (_, i) => i),
        );
        expect([a, b]).toEqual([second, first]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("drawPatches", () => {
  const grid = patchGrid(4, 32, 32);

  test("at least one and at most all of the 16, each once, when p is 1; none when p is 0", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const patches = drawPatches(grid, 1, createRandom(seed));
        expect(patches.length).toBeGreaterThanOrEqual(1);
        expect(patches.length).toBeLessThanOrEqual(16);
        expect(new Set(patches).size).toBe(patches.length);
        expect(patches.every((patch) => patch >= 0 && patch < 16)).toBe(true);
        expect(drawPatches(grid, 0, createRandom(seed))).toHaveLength(0);
      }),
    );
  });

  test("both ends occur, counts are uniform, and the share of swaps is p", () => {
    const random = createRandom("patches");
    const counts = new Int32Array(5);
    const small = patchGrid(2, 8, 8);
    const draws = 20_000;
    for (let i = 0; i < draws; i++) counts[drawPatches(small, 0.3, random.fork(i)).length]++;
    // Binomial standard deviations: sqrt(n q (1 - q)) with q = 0.7 for none, 0.3 / 4 for each count; five of them.
    expect(Math.abs(counts[0] - 0.7 * draws)).toBeLessThan(5 * Math.sqrt(draws * 0.7 * 0.3));
    for (const count of counts.subarray(1)) {
      expect(Math.abs(count - 0.075 * draws)).toBeLessThan(5 * Math.sqrt(draws * 0.075 * 0.925));
    }
  });

  test("a grid that does not tile the image is refused", () => {
    expect(() => patchGrid(5, 32, 32)).toThrow(InputError);
    expect(() => patchGrid(5, 32, 32)).toThrow(/`grid`: expected patches per side that divide 32 and 32/);
  });
});

describe("swapPairs", () => {
  const batch = () => ({
    branches: [new Float32Array(3 * 8 * 8 * 3).fill(1), new Float32Array(3 * 8 * 8 * 3).fill(2)],
    indices: Int32Array.of(0, 1, 2),
    labels: Int32Array.of(0, 1, 2),
    count: 3,
    height: 8,
    width: 8,
    classes: 3,
  });

  test("p = 0 is no swap", () => {
    const untouched = batch();
    swapPairs(untouched, { grid: 2, p: [[0, 0]] }, createRandom(1), { epoch: 0, epochs: 1 });
    expect(untouched).toEqual(batch());
  });

  test("pairs draw on their own, and never mix with other pairs", () => {
    const swapped = batch();
    swapPairs(swapped, { grid: 4, p: [[0, 1]] }, createRandom(1), { epoch: 0, epochs: 1 });
    const moved = [0, 1, 2].map((pair) => {
      const image = (branch: number) => swapped.branches[branch].subarray(pair * 192, (pair + 1) * 192);
      image(0).forEach((value, i) => {
        expect(value + image(1)[i]).toBe(3);
      });
      return image(0).filter((value) => value === 2).length;
    });
    expect(moved.every((count) => count > 0 && count % 12 === 0)).toBe(true);
    expect(new Set(moved).size).toBeGreaterThan(1);
  });
});
