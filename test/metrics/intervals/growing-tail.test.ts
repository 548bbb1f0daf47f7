import { describe, expect, test } from "vitest";
import { createGrowingTail } from "../../../metrics/intervals/growing-tail.ts";
import { binomialTail } from "../../../src/core/binomial.ts";

describe("tails of more and more draws", () => {
  test("by hand: two, three, four fair draws, at least two heads", () => {
    const tail = createGrowingTail(0.5);
    expect([2, 3, 4].map((draws) => tail(2, draws))).toEqual([1 / 4, 4 / 8, 11 / 16]);
  });

  test.each([0.01, 0.4, 0.5, 0.9, 0.999])(
    "p = %s: as summed anew, as the number of draws and of successes grows",
    (p) => {
      const tail = createGrowingTail(p);
      let successes = 5;
      for (let draws = 3; draws < 3000; draws++) {
        if (successes / draws < 0.55 || draws % 7 === 0) successes++;
        const expected = successes > draws ? 0 : binomialTail(successes, draws, p);
        expect(Math.abs(tail(successes, draws) - expected)).toBeLessThan(1e-9);
      }
    },
  );

  test("more than all are never, none are always, and certain success is certain", () => {
    expect(createGrowingTail(0.3)(4, 3)).toBe(0);
    expect(createGrowingTail(0.3)(0, 3)).toBe(1);
    expect(createGrowingTail(1)(3, 3)).toBe(1);
  });
});
