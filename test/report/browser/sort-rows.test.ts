import fc from "fast-check";
import { expect, test } from "vitest";
import { sortedPlaces } from "../../../src/report/browser/sort-rows.ts";

test("numbers are sorted by their size, with an interval behind them or a sign before them", () => {
  // -3 < 0.5 < 9.5 < 10
  const texts = ["9.5 [8.0, 11.0]", "+10", "-3.0", "0.5"];
  expect(sortedPlaces(texts, "ascending")).toEqual([2, 3, 0, 1]);
  expect(sortedPlaces(texts, "descending")).toEqual([1, 0, 3, 2]);
});

test("what has no value comes last either way", () => {
  expect(sortedPlaces(["-", "1", "2"], "ascending")).toEqual([1, 2, 0]);
  expect(sortedPlaces(["-", "1", "2"], "descending")).toEqual([2, 1, 0]);
});

test("a column with words is sorted as text, whatever some of them begin with", () => {
  expect(sortedPlaces(["pear", "10 apples", "apple"], "ascending")).toEqual([1, 2, 0]);
});

test("every row stays, in the order of its number, equal ones as they were", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 })), (values) => {
      const places = sortedPlaces(values.map(String), "ascending");
      expect([...places].sort((a, b) => a - b)).toEqual(values.map((_, i) => i));
      for (let i = 1; i < places.length; i++) {
        const [a, b] = [places[i - 1], places[i]];
        expect(values[a] < values[b] || (values[a] === values[b] && a < b)).toBe(true);
      }
    }),
  );
});
