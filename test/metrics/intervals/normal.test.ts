import { describe, expect, test } from "vitest";
import { normalCdf, normalQuantile } from "../../../metrics/index.ts";

/** Phi(x) to 15 digits (Abramowitz and Stegun, table 26.1 and 26.2; the last from scipy.stats.norm). */
const TABLE: readonly (readonly [number, number])[] = [
  [0, 0.5],
  [1, 0.841344746068543],
  [1.96, 0.97500210485178],
  [2, 0.977249868051821],
  [3, 0.99865010196837],
  [-3, 0.00134989803163009],
  [-5, 2.86651571879194e-7],
  [-8, 6.22096057427178e-16],
];

describe("normal distribution", () => {
  test.each(TABLE)("Phi(%d)", (x, probability) => {
    expect(Math.abs(normalCdf(x) / probability - 1)).toBeLessThan(1e-11);
  });
  test.each([
    [0.975, 1.959963984540054],
    [0.995, 2.5758293035489004],
    [0.8, 0.8416212335729143],
    [0.5, 0],
    [0, Number.NEGATIVE_INFINITY],
    [1, Number.POSITIVE_INFINITY],
  ])("quantile %d", (probability, x) => expect(normalQuantile(probability)).toBeCloseTo(x, 12));
  test("the quantile undoes the distribution", () => {
    for (let x = -8; x <= 5; x += 0.1) expect(normalQuantile(normalCdf(x))).toBeCloseTo(x, 6);
  });
  test("outside [0, 1] there is none", () => expect(normalQuantile(1.1)).toBeNaN());
});
