import { describe, expect, test } from "vitest";
import { errorAfter } from "../../../metrics/intervals/loss/error-after.ts";

describe("the standard error once a harm was added", () => {
  // Losing a share a adds a harm of 2a and a variance of 3a to a variance of 1.
  const after = errorAfter({
    shares: [0, 0.25, 1],
    at: (share) => ({ harm: 2 * share, error: Math.sqrt(1 + 3 * share) }),
  });

  test("is that of the share that adds it", () => {
    expect(after.at(0)).toBe(1);
    expect(after.at(-1)).toBe(1);
    expect(after.at(0.1)).toBeCloseTo(Math.sqrt(1.15), 12);
    expect(after.at(1)).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(after.at(5)).toBe(2);
  });

  test("an addition of so many errors solves a quadratic equation", () => {
    // x^2 = (1 + 1.5 x) / 4.
    expect(after.reach(0.5)).toBeCloseTo((0.375 + Math.sqrt(0.375 ** 2 + 1)) / 2, 10);
    // Beyond what any share adds the error stays 2.
    expect(after.reach(2)).toBeCloseTo(4, 10);
  });

  test("is never less than without, though fewer right answers spread less", () => {
    const narrower = errorAfter({ shares: [0, 1], at: (share) => ({ harm: share, error: 1 - share / 2 }) });
    expect(narrower.at(0.5)).toBe(1);
    expect(narrower.reach(1.5)).toBe(1.5);
  });
});
