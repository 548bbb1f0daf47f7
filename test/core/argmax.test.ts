import { expect, test } from "vitest";
import { argmax } from "../../src/core/argmax.ts";

test("the place in its own row, of equal values the first", () => {
  const rows = [1, 3, 2, /* */ 5, 4, 5];
  expect(argmax(rows, 0, 3)).toBe(1);
  expect(argmax(rows, 1, 3)).toBe(0);
});

test("infinities are values", () => {
  expect(argmax([-Infinity, -Infinity, 0], 0, 3)).toBe(2);
  expect(argmax([0, Infinity], 0, 2)).toBe(1);
});

test("a diverged network answers no class, wherever its NaN stands", () => {
  expect(argmax([Number.NaN, 1], 0, 2)).toBe(-1);
  expect(argmax([1, Number.NaN], 0, 2)).toBe(-1);
});
