import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { l2 } from "../../attacks/norms/l2.ts";
import { bump, l2Moves } from "../../attacks/square-l2.ts";
import { linfMoves } from "../../attacks/square-linf.ts";
import { squareSide } from "../../attacks/square-schedule.ts";
import { createRandom } from "../../src/core/random.ts";

const CIFAR = { height: 32, width: 32 };
const FREE = { epsilon: 0.5, unit: [1, 1, 1], lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY };

describe("the side of the square", () => {
  test.each([
    [0, 29],
    [10, 29],
    [11, 20],
    [51, 14],
    [201, 10],
    [501, 7],
    [1001, 5],
    [2001, 4],
    [4001, 3],
    [6001, 2],
    [8001, 1],
  ])("at query %i of 10,000 on 32 x 32 is %i, the root of the share by hand", (query, side) => {
    expect(squareSide(query, 10_000, CIFAR)).toBe(side);
  });

  test("another number of queries stretches the schedule", () => {
    expect(squareSide(51, 1000, CIFAR)).toBe(squareSide(510, 10_000, CIFAR));
  });

  test("never exceeds the image", () => {
    expect(squareSide(0, 100, { height: 2, width: 50 })).toBe(2);
    expect(squareSide(99, 100, CIFAR, 3)).toBe(3);
  });
});

describe("L-infinity", () => {
  test("starts with stripes of full epsilon: each column and channel has one sign", () => {
    const clean = new Float32Array(5 * 4 * 3).fill(0.5);
    const x = clean.slice();
    linfMoves.start(x, clean, { height: 5, width: 4 }, FREE, createRandom(1));
    for (let i = 0; i < x.length; i++) {
      expect(Math.abs(x[i] - 0.5)).toBeCloseTo(0.5, 6);
      expect(x[i]).toBe(x[i % 12]);
    }
  });

  test("a move changes one square at most, to a corner of the ball", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 6 }), (seed, side) => {
        const extent = { height: 6, width: 8 };
        const clean = new Float32Array(6 * 8 * 3).fill(0.5);
        const x = clean.slice();
        linfMoves.move(x, clean, extent, side, FREE, createRandom(seed));
        const changed = [...x.keys()].filter((i) => x[i] !== 0.5);
        expect(changed.length).toBe(side * side * 3);
        const rows = changed.map((i) => Math.floor(i / 24));
        const columns = changed.map((i) => Math.floor((i % 24) / 3));
        expect(Math.max(...rows) - Math.min(...rows)).toBe(side - 1);
        expect(Math.max(...columns) - Math.min(...columns)).toBe(side - 1);
        expect(changed.every((i) => x[i] === 0 || x[i] === 1)).toBe(true);
      }),
    );
  });
});

describe("L2", () => {
  test("the bump of side 2, by hand: 1/4 and 1 + 1/4, up and down, length one, standing or lying", () => {
    const [low, high] = [0.25 / Math.sqrt(3.25), 1.25 / Math.sqrt(3.25)];
    const seen = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const pattern = bump(2, createRandom(seed));
      const standing = Math.sign(pattern[1]) === Math.sign(pattern[0]);
      const expected = standing ? [low, high, -low, -high] : [low, -low, high, -high];
      pattern.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 12);
      });
      seen.add(`${standing}`);
    }
    expect(seen.size).toBe(2);
  });

  test("every image uses the whole budget while the box is not in the way", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 12 }), (seed, side) => {
        const extent = { height: 12, width: 12 };
        const clean = new Float32Array(12 * 12 * 3).fill(0.5);
        const x = clean.slice();
        const random = createRandom(seed);
        l2Moves.start(x, clean, extent, FREE, random);
        expect(l2.distance(x, clean, FREE)).toBeCloseTo(0.5, 5);
        for (let i = 0; i < 5; i++) {
          l2Moves.move(x, clean, extent, side, FREE, random);
          expect(l2.distance(x, clean, FREE)).toBeCloseTo(0.5, 5);
        }
      }),
      { numRuns: 20 },
    );
  });
});
