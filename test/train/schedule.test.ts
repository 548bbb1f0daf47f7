import { describe, expect, test } from "vitest";
import { learningRate } from "../../src/train/schedule.ts";

const FIRST_STEP = { step: 0, steps: 4 };

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
    expect(learningRate({ learningRate: 0.05 }, { epoch, epochs: 240, ...FIRST_STEP })).toBeCloseTo(expected, 12);
  });

  test("shorter runs keep the proportions: steps at 5/8, 6/8 and 7/8", () => {
    const rates = Array.from({ length: 16 }, (_, epoch) =>
      learningRate({ learningRate: 1 }, { epoch, epochs: 16, ...FIRST_STEP }),
    );
    expect(rates).toEqual([...Array(10).fill(1), 0.1, 0.1, 0.01, 0.01, 0.001, 0.001]);
  });
});
