import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { ipswap } from "../../src/train/methods/ipswap.ts";
import { learningRate, scheduled } from "../../src/train/schedule.ts";

describe("learning rate", () => {
  test.each([
    [0, 0.05],
    [149, 0.05],
    [150, 0.005],
    [179, 0.005],
    [180, 0.0005],
    [209, 0.0005],
    [210, 0.00005],
    [239, 0.00005],
  ])("epoch %i of the paper's 240 has %f", (epoch, expected) => {
    expect(learningRate(0.05, { epoch, epochs: 240 })).toBeCloseTo(expected, 12);
  });

  test("shorter runs keep the proportions: steps at 5/8, 6/8 and 7/8", () => {
    const rates = Array.from({ length: 16 }, (_, epoch) => learningRate(1, { epoch, epochs: 16 }));
    expect(rates).toEqual([...Array(10).fill(1), 0.1, 0.1, 0.01, 0.01, 0.001, 0.001]);
  });
});

describe("swap probability", () => {
  type Steps = [number, number][];
  const at = (p: unknown, epochs: number) =>
    Array.from({ length: epochs }, (_, epoch) => scheduled(ipswap({ p }).options["p"] as Steps, { epoch, epochs }));

  test("incremental grows at epochs 30, 80 and 120 of 240", () => {
    const values = at("incremental", 240);
    expect([0, 29, 30, 79, 80, 119, 120, 239].map((epoch) => values[epoch])).toEqual([
      0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.5, 0.5,
    ]);
    // Scaled to 12 epochs: 1.5, 4 and 6, each reached by the first epoch at or after it.
    expect(at("incremental", 12)).toEqual([0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("a number is fixed, steps are as written, the default is the paper's 0.5", () => {
    expect(at(0.25, 3)).toEqual([0.25, 0.25, 0.25]);
    expect(at("0:0,120:1", 4)).toEqual([0, 0, 1, 1]);
    expect(ipswap({}).options["p"]).toEqual([[0, 0.5]]);
    expect(ipswap({ p: ipswap({ p: "incremental" }).options["p"] })).toHaveProperty(
      "options",
      ipswap({ p: "incremental" }).options,
    );
  });

  test.each([1.5, -0.1, "often", "10:0.1", "0:0.1,0:0.2", "0:", "", null])("%j is refused", (p) => {
    expect(() => ipswap({ p })).toThrow(InputError);
    expect(() => ipswap({ p })).toThrow(/^`p`:/);
  });
});
