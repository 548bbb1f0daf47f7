import { describe, expect, test } from "vitest";
import { holm, mcnemar, minimumDetectableEffect, wilsonInterval } from "../../../metrics/index.ts";

describe("Wilson", () => {
  /** Newcombe 1998, Two-Sided Confidence Intervals for the Single Proportion, table I, method 3. */
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("%d of %d", (successes, count, low, high) => {
    const [from, to] = wilsonInterval(successes / count, count);
    expect(from).toBeCloseTo(low, 4);
    expect(to).toBeCloseTo(high, 4);
  });
  test("half of ten", () => {
    const [low, high] = wilsonInterval(0.5, 10);
    expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.2366", "0.7634"]);
  });
  test("ends at 1 where all count", () => expect(wilsonInterval(1, 10)[1]).toBe(1));
});

describe("McNemar", () => {
  const outcomes = (both: number, first: number, second: number) => [
    [...Array(both).fill(1), ...Array(first).fill(1), ...Array(second).fill(0)],
    [...Array(both).fill(1), ...Array(first).fill(0), ...Array(second).fill(1)],
  ];
  test.each([
    [1, 9, (2 * (1 + 10)) / 2 ** 10],
    [0, 5, 2 / 2 ** 5],
    [3, 3, 1],
    [0, 0, 1],
  ])("%d against %d", (first, second, p) => {
    const [a, b] = outcomes(7, first, second);
    const result = mcnemar(a, b);
    expect(result).toMatchObject({ onlyFirst: first, onlySecond: second });
    expect(result.p).toBeCloseTo(p, 12);
    expect(mcnemar(b, a).p).toBeCloseTo(p, 12);
  });
  test("three against none", () => expect(mcnemar([1, 1, 1, 0], [0, 0, 0, 0]).p).toBeCloseTo(2 / 2 ** 3, 12));
  test("does not underflow with thousands of discordant examples", () => {
    // Normal approximation with continuity correction: z = (100 - 1) / sqrt(3000) = 1.8075, p = 0.0707.
    const [a, b] = outcomes(0, 1450, 1550);
    expect(mcnemar(a, b).p).toBeCloseTo(0.0707, 3);
  });
});

describe("Holm", () => {
  test("steps down and never falls", () => {
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  });
  test("leaves out what could not be tested, and stops at 1", () => {
    expect(holm([0.6, Number.NaN, 0.7])).toEqual([1, Number.NaN, 1]);
  });
});

test("minimum detectable effect: 2.80 standard errors at 80 % power", () => {
  expect(minimumDetectableEffect(1)).toBeCloseTo(1.959964 + 0.841621, 5);
  expect(minimumDetectableEffect(2, 0.05, 0.9)).toBeCloseTo(2 * (1.959964 + 1.281552), 5);
  expect(minimumDetectableEffect(1, 0.05, 0.8, 1)).toBeCloseTo(1.644854 + 0.841621, 5);
});
