import { describe, expect, test } from "vitest";
import {
  createSample,
  type MetricId,
  metrics,
  type Predictions,
  predictionsFromProbabilities,
  type SampleContext,
} from "../../metrics/index.ts";

/** Two classes; confidence of class 0 and label of each example. */
function binary(...examples: readonly (readonly [number, number])[]): Predictions {
  const probabilities = examples.flatMap(([probability]) => [probability, 1 - probability]);
  return predictionsFromProbabilities(
    probabilities,
    examples.map(([, label]) => label),
    2,
  );
}

/** Confidences 0.9 (right), 0.8 (wrong), 0.7 (right): every example alone in its bin. */
const distinct = binary([0.9, 0], [0.8, 1], [0.7, 0]);
/** 0.95 twice (right), 0.75 four times (half right): ties and shared bins. */
const tied = binary([0.95, 0], [0.75, 0], [0.75, 1], [0.95, 0], [0.75, 1], [0.75, 0]);
const right = binary([0.8, 0]);
const wrong = binary([0.8, 1]);
const oneClass = predictionsFromProbabilities([1, 1], [0, 0], 1);

/** Three classes in two superclasses: {0, 1} and {2}. */
const relatives = { superclasses: { names: ["a", "b"], of: Int32Array.of(0, 0, 1) } };
const threeClasses = predictionsFromProbabilities([0.6, 0.3, 0.1, 0.2, 0.7, 0.1, 0.2, 0.1, 0.7], [0, 0, 0], 3);

const log = Math.log;
/** E|1 + Z| for a standard normal Z, from tables: 1 - 2 Phi(-1) = 0.6826894921, 2 phi(1) = 0.4839414490. */
const FOLDED = 0.6826894921370859 + 0.4839414490382867;

interface Worked {
  readonly distinct: number;
  readonly tied: number;
  readonly right: number;
  readonly wrong: number;
  readonly oneClass: number;
}

/** By hand, metric by metric. A metric without its worked values does not compile. */
const worked: Record<Exclude<MetricId, "superclass-mass" | "superclass-errors" | "ece-temperature">, Worked> = {
  accuracy: { distinct: 2 / 3, tied: 4 / 6, right: 1, wrong: 0, oneClass: 1 },
  top5: { distinct: 1, tied: 1, right: 1, wrong: 1, oneClass: 1 },
  "recall-mean": { distinct: (1 + 0) / 2, tied: (1 + 0) / 2, right: 1, wrong: 0, oneClass: 1 },
  "recall-worst": { distinct: 0, tied: 0, right: 1, wrong: 0, oneClass: 1 },
  // Tied: two right, then 0.5, 1, 1.5, 2 errors expected among the first 3, 4, 5, 6.
  aurc: {
    distinct: (0 + 1 / 2 + 1 / 3) / 3,
    tied: (0.5 / 3 + 1 / 4 + 1.5 / 5 + 2 / 6) / 6,
    right: 0,
    wrong: 1,
    oneClass: 0,
  },
  eaurc: {
    distinct: (0 + 1 / 2 + 1 / 3) / 3 - (1 / 3 + (2 / 3) * log(2 / 3)),
    tied: (0.5 / 3 + 1 / 4 + 1.5 / 5 + 2 / 6) / 6 - (1 / 3 + (2 / 3) * log(2 / 3)),
    right: 0,
    wrong: 0,
    oneClass: 0,
  },
  augrc: { distinct: (0 + 1 + 1) / 9, tied: (0.5 + 1 + 1.5 + 2) / 36, right: 0, wrong: 1, oneClass: 0 },
  // Tied: corners (FPR, TPR) (0, 0), (0, 1/2), (1, 1).
  fpr95: { distinct: 1, tied: 1, right: NaN, wrong: 0, oneClass: NaN },
  // Tied: of 4 x 2 pairs of right and wrong 4 are in order and 4 tie.
  auroc: { distinct: 1 / 2, tied: (4 + 4 / 2) / 8, right: NaN, wrong: NaN, oneClass: NaN },
  // Tied: the first threshold rejects four, two of them wrong.
  "aupr-error": { distinct: 1 / 2, tied: 2 / 4, right: 0, wrong: 1, oneClass: 0 },
  ece: { distinct: (0.1 + 0.8 + 0.3) / 3, tied: (4 * 0.25 + 2 * 0.05) / 6, right: 0.2, wrong: 0.8, oneClass: 0 },
  "ece-equal-mass": {
    distinct: (0.1 + 0.8 + 0.3) / 3,
    tied: (4 * 0.25 + 2 * 0.05) / 6,
    right: 0.2,
    wrong: 0.8,
    oneClass: 0,
  },
  "ece-class-wise": {
    distinct: (0.1 + 0.8 + 0.3) / 3,
    tied: (4 * 0.25 + 2 * 0.05) / 6,
    right: 0.2,
    wrong: 0.8,
    oneClass: 0,
  },
  // Tied: the four have a gap and a standard deviation of 0.25, the two no deviation.
  "ece-debiased": {
    distinct: (0.1 + 0.8 + 0.3) / 3,
    tied: (2 * (4 * 0.25 + 2 * 0.05) - (4 * 0.25 * FOLDED + 2 * 0.05)) / 6,
    right: 0.2,
    wrong: 0.8,
    oneClass: 0,
  },
  mce: { distinct: 0.8, tied: 0.25, right: 0.2, wrong: 0.8, oneClass: 0 },
  overconfidence: { distinct: 0.8 - 2 / 3, tied: 4.9 / 6 - 4 / 6, right: -0.2, wrong: 0.8, oneClass: 0 },
  brier: {
    distinct: (2 * 0.1 ** 2 + 2 * 0.8 ** 2 + 2 * 0.3 ** 2) / 3,
    tied: (2 * 2 * 0.25 ** 2 + 2 * 2 * 0.75 ** 2 + 2 * 2 * 0.05 ** 2) / 6,
    right: 0.08,
    wrong: 1.28,
    oneClass: 0,
  },
  // Tied: per class, four with mean 0.75 and frequency 0.5, two off by 0.05.
  "brier-calibration": {
    distinct: (2 * 0.1 ** 2 + 2 * 0.8 ** 2 + 2 * 0.3 ** 2) / 3,
    tied: (2 * (4 * 0.25 ** 2 + 2 * 0.05 ** 2)) / 6,
    right: 0.08,
    wrong: 1.28,
    oneClass: 0,
  },
  // Tied: per class, frequency 0.5 among four is left: 4 x 0.5 x 0.5.
  "brier-refinement": { distinct: 0, tied: (2 * 4 * 0.25) / 6, right: 0, wrong: 0, oneClass: 0 },
  nll: {
    distinct: -(log(0.9) + log(0.2) + log(0.7)) / 3,
    tied: -(2 * log(0.95) + 2 * log(0.75) + 2 * log(0.25)) / 6,
    right: -log(0.8),
    wrong: -log(0.2),
    oneClass: 0,
  },
};

function value(id: string, predictions: Predictions, context: SampleContext = {}): number {
  const metric = metrics.find((candidate) => candidate.id === id);
  if (metric === undefined) throw new Error(id);
  return metric.compute(createSample(predictions, context));
}

describe.each(Object.entries(worked))("%s", (id, expected) => {
  test.each([
    ["distinct confidences", distinct, expected.distinct],
    ["tied confidences", tied, expected.tied],
    ["one example, right", right, expected.right],
    ["one example, wrong", wrong, expected.wrong],
    ["one class", oneClass, expected.oneClass],
  ] as const)("%s", (_name, predictions, worth) => {
    if (Number.isNaN(worth)) expect(value(id, predictions)).toBeNaN();
    else expect(value(id, predictions)).toBeCloseTo(worth, 12);
  });
});

describe("superclasses", () => {
  test("mass: 0.9 of each of the first two rows, 0.3 of the third", () => {
    expect(value("superclass-mass", threeClasses, relatives)).toBeCloseTo((0.9 + 0.9 + 0.3) / 3, 12);
  });
  test("mass counts the top five alone", () => {
    const seven = predictionsFromProbabilities([0.3, 0.2, 0.15, 0.12, 0.1, 0.08, 0.05], [6], 7);
    const all = { superclasses: { names: ["all"], of: new Int32Array(7) } };
    expect(value("superclass-mass", seven, all)).toBeCloseTo(0.87, 12);
  });
  test("errors: one of two stays inside", () => {
    expect(value("superclass-errors", threeClasses, relatives)).toBe(0.5);
    expect(value("superclass-errors", predictionsFromProbabilities([1, 0, 0], [0], 3), relatives)).toBeNaN();
  });
  test("of another number of classes are refused", () => {
    expect(() => createSample(distinct, relatives)).toThrow("one for each of 2 classes");
  });
});

describe("top5", () => {
  test("each row by itself: of three rows of the same probabilities those labelled with the least probable are missed", () => {
    const row = [0.3, 0.25, 0.2, 0.12, 0.08, 0.05];
    expect(value("top5", predictionsFromProbabilities([...row, ...row, ...row], [0, 5, 4], 6))).toBeCloseTo(2 / 3, 12);
    expect(value("top5", predictionsFromProbabilities([...row, ...row, ...row], [5, 5, 4], 6))).toBeCloseTo(1 / 3, 12);
  });

  test("the label must be among the five, the lower index first where it ties", () => {
    const rank = (label: number) =>
      value("top5", predictionsFromProbabilities([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4], [label], 7));
    expect([0, 1, 2, 3, 4, 5, 6].map(rank)).toEqual([1, 1, 1, 1, 0, 0, 1]);
  });
});

describe("accuracy", () => {
  test("the first of equal maxima is predicted", () => {
    expect(value("accuracy", binary([0.5, 0], [0.5, 1]))).toBe(0.5);
  });
});

describe("ece", () => {
  test("(lo, hi]: an edge belongs to the bin below it", () => {
    // 0.8 = 12/15 shares the bin (11/15, 12/15] with 0.75: |1.55 - 1| / 2; apart they would give (0.2 + 0.75) / 2.
    expect(value("ece", binary([0.8, 0], [0.75, 1]))).toBeCloseTo(0.275, 12);
  });
  test("confidence 1 is in the last bin", () => {
    expect(value("ece", binary([1, 1], [0.95, 0]))).toBeCloseTo(0.475, 12);
  });
});

describe("fpr95", () => {
  test("is the corner nearest to 95 %, from either side", () => {
    // 47 right, 1 wrong, 3 right, 1 wrong by falling confidence: corners at TPR 0.94 (FPR 0, then 1/2) and 1.
    const examples = Array.from({ length: 52 }, (_, i) => [0.99 - i / 200, i === 47 || i === 51 ? 1 : 0] as const);
    expect(value("fpr95", binary(...examples))).toBe(0);
  });
});

describe("nll", () => {
  test("comes from logits where the probability underflows", async () => {
    const { predictionsFromLogits } = await import("../../metrics/index.ts");
    expect(value("nll", predictionsFromLogits([0, 2000], [0], 2))).toBe(2000);
    expect(value("nll", predictionsFromProbabilities([0, 1], [0], 2))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("ece-equal-mass", () => {
  test("of 16 examples the first bin takes two, the others one", () => {
    const confidences = Array.from({ length: 16 }, (_, i) => 0.51 + 0.03 * i);
    // The least confident is right and the next wrong: together |0.51 + 0.54 - 1|, apart 0.49 + 0.54.
    const sixteen = binary(...confidences.map((confidence, i) => [confidence, i === 1 ? 1 : 0] as const));
    const others = confidences.slice(2).reduce((sum, confidence) => sum + (1 - confidence), 0);
    expect(value("ece-equal-mass", sixteen)).toBeCloseTo((0.05 + others) / 16, 12);
  });
});

describe("ece-debiased", () => {
  test("four at one half, two of them right: E|s Z| with s = 1/4 is taken off", () => {
    const fourAtOneHalf = binary([0.5, 0], [0.5, 0], [0.5, 1], [0.5, 1]);
    expect(value("ece-debiased", fourAtOneHalf)).toBeCloseTo(-0.25 * Math.sqrt(2 / Math.PI), 12);
  });
});

describe("recalls", () => {
  const predictions = predictionsFromProbabilities([0.9, 0.1, 0.2, 0.8, 0.3, 0.7], [0, 0, 1], 2);
  test("class 0 one of two, class 1 one of one", () => {
    expect(value("recall-mean", predictions)).toBe(0.75);
    expect(value("recall-worst", predictions)).toBe(0.5);
  });
  test("a class without examples is left out", () => {
    expect(value("recall-worst", predictionsFromProbabilities([0.8, 0.1, 0.1], [0], 3))).toBe(1);
  });
});
