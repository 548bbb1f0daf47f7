import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { createRandom } from "../../src/core/random.ts";
import { drawPatches, patchGrid, swapPairs, swapPatches } from "../../src/train/patch-swap.ts";

/** A size, a number of rows and of columns of patches, and some of the patches. */
const swaps = fc
  .record({
    size: fc.integer({ min: 1, max: 5 }),
    rows: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ size, rows, columns }) =>
    fc.record({
      grid: fc.constant(patchGrid(size, rows * size, columns * size)),
      patches: fc.subarray(Array.from({ length: rows * columns }, (_, i) => i)),
    }),
  );

describe("swapPatches", () => {
  test("moves exactly the chosen patches, in both images, and nothing else", () => {
    fc.assert(
      fc.property(swaps, ({ grid, patches }) => {
        const width = grid.columns * grid.size;
        const length = grid.rows * grid.size * width * 3;
        // Every value is unique, so that a value says where it came from.
        const first = Float32Array.from({ length }, (_, i) => i);
        const second = Float32Array.from({ length }, (_, i) => -1 - i);
        swapPatches(first, second, grid, patches);
        for (let i = 0; i < length; i++) {
          const [y, x] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width];
          const patch = Math.floor(y / grid.size) * grid.columns + Math.floor(x / grid.size);
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
        const length = grid.rows * grid.columns * grid.size * grid.size * 3;
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
          Array.from({ length: grid.rows * grid.columns }, (_, i) => i),
        );
        expect([a, b]).toEqual([second, first]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("drawPatches", () => {
  const grid = patchGrid(4, 32, 32);

  test("at least one and at most all of the 64, each once, when p is 1; none when p is 0", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const patches = drawPatches(grid, 1, createRandom(seed));
        expect(patches.length).toBeGreaterThanOrEqual(1);
        expect(patches.length).toBeLessThanOrEqual(64);
        expect(new Set(patches).size).toBe(patches.length);
        expect(patches.every((patch) => patch >= 0 && patch < 64)).toBe(true);
        expect(drawPatches(grid, 0, createRandom(seed))).toHaveLength(0);
      }),
    );
  });

  test("both ends occur, counts are uniform, and the share of swaps is p", () => {
    const random = createRandom("patches");
    const counts = new Int32Array(5);
    const small = patchGrid(4, 8, 8);
    const draws = 20_000;
    for (let i = 0; i < draws; i++) counts[drawPatches(small, 0.3, random.fork(i)).length]++;
    // Binomial standard deviations: sqrt(n q (1 - q)) with q = 0.7 for none, 0.3 / 4 for each count; five of them.
    expect(Math.abs(counts[0] - 0.7 * draws)).toBeLessThan(5 * Math.sqrt(draws * 0.7 * 0.3));
    for (const count of counts.subarray(1)) {
      expect(Math.abs(count - 0.075 * draws)).toBeLessThan(5 * Math.sqrt(draws * 0.075 * 0.925));
    }
  });

  test("a patch that does not tile the image is refused", () => {
    expect(() => patchGrid(5, 32, 32)).toThrow(InputError);
    expect(() => patchGrid(5, 32, 32)).toThrow(/--patch: expected a side that divides 32 and 32/);
  });
});

describe("swapPairs", () => {
  const batch = () => ({
    branches: [new Float32Array(3 * 8 * 8 * 3).fill(1), new Float32Array(3 * 8 * 8 * 3).fill(2)],
    labels: Int32Array.of(0, 1, 2),
    count: 3,
    height: 8,
    width: 8,
    classes: 3,
  });

  test("p = 0 is no swap", () => {
    const untouched = batch();
    swapPairs(untouched, { patch: 4, p: 0 }, createRandom(1));
    expect(untouched).toEqual(batch());
  });

  test("pairs draw on their own, and never mix with other pairs", () => {
    const swapped = batch();
    swapPairs(swapped, { patch: 2, p: 1 }, createRandom(1));
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
