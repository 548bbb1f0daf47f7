import { describe, expect, test } from "vitest";
import {
  createSample,
  measure,
  metrics,
  type Predictions,
  predictionsFromProbabilities,
  type VariantId,
  variantMetrics,
  variants,
} from "../../../metrics/index.ts";
import { finiteOptimum } from "../../../metrics/variants/exact-optimum.ts";
import { goldenCases, goldenPredictions } from "../support/golden.ts";

/** Two classes; class 0 is predicted with each confidence, rightly where marked so. */
function predictions(...examples: readonly (readonly [number, "right" | "wrong"])[]): Predictions {
  return predictionsFromProbabilities(
    examples.flatMap(([confidence]) => [confidence, 1 - confidence]),
    examples.map(([, outcome]) => (outcome === "right" ? 0 : 1)),
    2,
  );
}

function value(variant: VariantId, id: string, of: Predictions): number {
  const metric = variantMetrics(variant).find((candidate) => candidate.id === id);
  if (metric === undefined) throw new Error(id);
  return metric.compute(createSample(of));
}

/** Risks of the most confident 1, 2, 3, 4: 0, 1/2, 1/3, 1/4. */
const four = predictions([0.9, "right"], [0.8, "wrong"], [0.7, "right"], [0.6, "right"]);
const limit = 1 / 4 + (3 / 4) * Math.log(3 / 4);
const wrongFirst = predictions([0.9, "wrong"], [0.9, "right"]);
const rightFirst = predictions([0.9, "right"], [0.9, "wrong"]);

describe("crl (file-order)", () => {
  test("ties fall in the order of the file", () => {
    expect(value("crl", "aurc", wrongFirst)).toBeCloseTo((1 + 1 / 2) / 2, 12);
    expect(value("crl", "aurc", rightFirst)).toBeCloseTo((0 + 1 / 2) / 2, 12);
    expect(value("file-order", "aurc", wrongFirst)).toBe(value("crl", "aurc", wrongFirst));
  });

  // At full length in golden.test.ts; here through the variant's own list.
  test.each(goldenCases.filter(({ softmax }) => softmax === "float64"))("reference on $name", (golden) => {
    const values = measure(goldenPredictions(golden), ["aurc", "eaurc", "aupr-error"], { variant: "crl" });
    expect(Math.abs(values.aurc - golden.aurc)).toBeLessThan(1e-9);
    expect(Math.abs(values.eaurc - (golden.eaurc ?? 0))).toBeLessThan(1e-9);
    expect(Math.abs(values["aupr-error"] - golden.auprError)).toBeLessThan(1e-9);
  });
});

describe("exact-optimum", () => {
  test("of one error among three: risks 0, 0, 1/3", () => expect(finiteOptimum(1, 3)).toBeCloseTo(1 / 9, 12));
  test("subtracts (1/4) (1/4), the best order of one error among four", () => {
    expect(value("exact-optimum", "eaurc", four)).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 4) / 4 - 1 / 16, 12);
  });
});

describe("ps-kd", () => {
  test("E-AURC above the finite optimum", () => {
    expect(value("ps-kd", "eaurc", four)).toBeCloseTo((1 / 2 + 1 / 3 + 1 / 4) / 4 - 1 / 16, 12);
  });
  test("ties fall against the order of the file", () => {
    expect(value("ps-kd", "aurc", wrongFirst)).toBeCloseTo(1 / 4, 12);
  });
  test("ECE over ten bins: 0.72 and 0.78 share (0.7, 0.8]", () => {
    const pair = predictions([0.72, "right"], [0.78, "wrong"]);
    expect(value("ps-kd", "ece", pair)).toBeCloseTo((1.5 - 1) / 2, 12);
    expect(measure(pair, ["ece"]).ece).toBeCloseTo((0.28 + 0.78) / 2, 12);
  });
  test.each(goldenCases)("ten-bin ECE of the reference on $name", (golden) => {
    // The reference bins in single precision.
    expect(Math.abs(value("ps-kd", "ece", goldenPredictions(golden)) - golden.ece10)).toBeLessThan(1e-6);
  });
});

describe("geifman", () => {
  test("divides off by one: 0/2, 1/3, 1/4, but 1/4 for all four", () => {
    const area = (0 / 2 + 1 / 3 + 1 / 4 + 1 / 4) / 4;
    expect(value("geifman", "aurc", four)).toBeCloseTo(area, 12);
    expect(value("geifman", "eaurc", four)).toBeCloseTo(area - limit, 12);
  });
});

describe("torch-uncertainty", () => {
  test("trapezoids over 1/4...1, stretched by 1 / (1 - 1/4)", () => {
    const risks = [0, 1 / 2, 1 / 3, 1 / 4];
    const joint = [0, 1 / 4, 1 / 4, 1 / 4];
    const stretched = (heights: readonly number[]) =>
      [0, 1, 2].reduce((sum, i) => sum + (heights[i] + heights[i + 1]) / 2 / 4, 0) / (1 - 1 / 4);
    expect(value("torch-uncertainty", "aurc", four)).toBeCloseTo(stretched(risks), 12);
    expect(value("torch-uncertainty", "augrc", four)).toBeCloseTo(stretched(joint), 12);
  });
  test("of one example is undefined", () => {
    expect(value("torch-uncertainty", "aurc", predictions([0.9, "right"]))).toBeNaN();
    // Of two, the surer one wrong: risks 1 and 1/2 over coverages 1/2 and 1, (1/2) (1 + 1/2) / 2 stretched by 2.
    expect(value("torch-uncertainty", "aurc", predictions([0.9, "wrong"], [0.8, "right"]))).toBeCloseTo(0.75, 12);
  });
});

describe("fd-shifts", () => {
  test("trapezoids over coverage [0, 1], level before the first threshold", () => {
    const area = (0 + (0 + 1 / 2) / 2 + (1 / 2 + 1 / 3) / 2 + (1 / 3 + 1 / 4) / 2) / 4;
    expect(value("fd-shifts", "aurc", four)).toBeCloseTo(area, 12);
    expect(value("fd-shifts", "eaurc", four)).toBeCloseTo(area - limit, 12);
  });
  test("generalised risk from zero at coverage zero", () => {
    expect(value("fd-shifts", "augrc", four)).toBeCloseTo((0 + 1 / 8 + 1 / 4 + 1 / 4) / 4, 12);
  });
  test("equal confidences are one threshold", () => {
    // One point at coverage 1 with risk 1/2, level to zero; generalised risk rises linearly.
    expect(value("fd-shifts", "aurc", wrongFirst)).toBeCloseTo(1 / 2, 12);
    expect(value("fd-shifts", "augrc", wrongFirst)).toBeCloseTo(1 / 4, 12);
  });
});

describe("three conventions of FPR95 on one set", () => {
  // By falling confidence: 47 right, 1 wrong, 3 right, 1 wrong.
  const set = predictions(
    ...Array.from({ length: 52 }, (_, i) => [0.99 - i / 200, i === 47 || i === 51 ? "wrong" : "right"] as const),
  );
  test("canonical: the corner nearest to 0.95 is 47/50, before any wrong one", () => {
    expect(measure(set, ["fpr95"]).fpr95).toBe(0);
  });
  test("fd-shifts: the first of at least 0.9495 accepts one of two wrong ones", () => {
    expect(value("fd-shifts", "fpr95", set)).toBe(1 / 2);
  });
  test("openood: to reject both wrong ones, three of fifty right ones go too", () => {
    expect(value("openood", "fpr95", set)).toBe(3 / 50);
  });
});

describe("openood", () => {
  test("AUPR by trapezoids: (0, 1), (0, 0), (0, 0), (1, 1/3), (1, 1/4)", () => {
    expect(value("openood", "aupr-error", four)).toBeCloseTo((0 + 1 / 3) / 2, 12);
  });
  test("undefined where nothing, or everything, is wrong", () => {
    expect(value("openood", "fpr95", predictions([0.9, "right"]))).toBeNaN();
    expect(value("openood", "fpr95", predictions([0.9, "wrong"]))).toBeNaN();
    expect(value("openood", "aupr-error", predictions([0.9, "right"]))).toBeNaN();
  });
});

describe("netcal", () => {
  test("[lo, hi): 0.8 shares no bin with 0.75", () => {
    const pair = predictions([0.8, "right"], [0.75, "wrong"]);
    expect(value("netcal", "ece", pair)).toBeCloseTo((0.2 + 0.75) / 2, 12);
    expect(value("ps-kd", "ece", pair)).toBeCloseTo((1.55 - 1) / 2, 12);
  });
  test("confidence 1 is in the last bin", () => {
    expect(value("netcal", "ece", predictions([1, "wrong"], [0.95, "right"]))).toBeCloseTo(0.475, 12);
  });
});

describe("torchmetrics", () => {
  test("confidence 1 has a bin of its own: 0.525 for the textbook's 0.475", () => {
    const pair = predictions([1, "wrong"], [0.95, "right"]);
    expect(value("torchmetrics", "ece", pair)).toBeCloseTo(0.525, 12);
    expect(measure(pair, ["ece"]).ece).toBeCloseTo(0.475, 12);
  });
});

describe("every variant", () => {
  test.each(variants)("$id: its signatures differ from the canonical ones", (variant) => {
    for (const metric of variant.metrics) {
      const canonical = metrics.find(({ id }) => id === metric.id);
      expect(canonical).toBeDefined();
      expect(metric.definition).not.toEqual(canonical?.definition);
    }
  });
  test("has every metric", () => {
    for (const { id } of variants) {
      expect(variantMetrics(id).map((metric) => metric.id)).toEqual(metrics.map((metric) => metric.id));
    }
  });
  test("an unknown one is refused with the known", () => {
    expect(() => variantMetrics("sklearn")).toThrow("one of crl, file-order");
  });
});
