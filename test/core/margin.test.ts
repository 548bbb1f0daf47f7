import { expect, test } from "vitest";
import { marginOf } from "../../src/core/margin.ts";

const ROWS = Float32Array.of(9, 9, 9, 9, 3, 1, 2, -1);

test("the label's value less the best of the others, in its own row", () => {
  expect(marginOf(ROWS, 1, 4, 0)).toBe(3 - 2);
  expect(marginOf(ROWS, 1, 4, 1)).toBe(1 - 3);
  expect(marginOf(ROWS, 0, 4, 3)).toBe(0);
});

test("a row with NaN is lost, wherever the NaN stands", () => {
  expect(marginOf([Number.NaN, 1, 0], 0, 3, 1)).toBe(-Infinity);
  expect(marginOf([2, Number.NaN], 0, 2, 1)).toBe(-Infinity);
});

test("infinities are values", () => {
  expect(marginOf([-Infinity, 1], 0, 2, 1)).toBe(Infinity);
  expect(marginOf([-Infinity, 1], 0, 2, 0)).toBe(-Infinity);
});
