import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metrics, type Predictions, predictionsFromProbabilities, variants } from "../../../metrics/index.ts";
import { mcnemarP } from "../../../metrics/intervals/mcnemar.ts";
import { measurePaired, type Paired } from "../../../metrics/intervals/paired.ts";
import { permutationTest } from "../../../metrics/intervals/permutation-test.ts";
import { exchanges } from "../../../metrics/intervals/permutations.ts";
import type { Metric } from "../../../metrics/metric.ts";
import { exchangedSamples, poolSamples } from "../../../metrics/pooled.ts";
import { createSample } from "../../../metrics/sample.ts";

interface Fixture {
  readonly classes: number;
  readonly labels: readonly number[];
  readonly first: readonly number[];
  readonly second: readonly number[];
  readonly expected: Readonly<Record<string, { readonly different: number; readonly worse: number }>>;
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../../fixtures/metrics/permutation.json", import.meta.url), "utf8"),
);
const { classes, labels } = fixture;
const [first, second] = [fixture.first, fixture.second].map((model) =>
  predictionsFromProbabilities(model, labels, classes),
);
const few = { resamples: 1 };

describe("against SciPy's permutation_test, every exchange enumerated", () => {
  const paired = measurePaired(first, second, { ...few, ids: Object.keys(fixture.expected) });
  const drawn = measurePaired(first, second, { ...few, ids: Object.keys(fixture.expected), permutations: 1000 });
  test.each(paired.map((pair, m) => [pair.metric.id, pair, drawn[m]] as const))("%s", (id, exact, random) => {
    const { different, worse } = fixture.expected[id];
    expect(permutationTest(exact, "different")).toBeCloseTo(different, 12);
    expect(permutationTest(exact, "worse")).toBeCloseTo(worse, 12);
    // 1,000 random ones: within four standard errors.
    const error = 4 * Math.sqrt((different * (1 - different)) / 1000) + 1 / 1001;
    expect(Math.abs(permutationTest(random, "different") - different)).toBeLessThan(error);
  });
});

test("of eight examples, with a calibration error written here: all 2^8 exchanges", () => {
  // Confidence of class 0 by each model, and whether it is right.
  const models = [
    [0.95, 0.96, 0.9, 0.91, 0.97, 0.92, 0.98, 0.99],
    [0.99, 0.9, 0.72, 0.98, 0.92, 0.61, 0.97, 0.55],
  ];
  const right = [1, 1, 0, 1, 1, 0, 1, 0];
  const ece = (confidences: readonly number[]) => {
    const gaps = new Array(16).fill(0);
    confidences.forEach((confidence, i) => {
      gaps[Math.ceil(confidence * 15)] += confidence - right[i];
    });
    return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / 8;
  };
  const difference = (mask: number) => {
    const swapped = [0, 1].map((model) => right.map((_, i) => models[(mask >> i) & 1 ? 1 - model : model][i]));
    return ece(swapped[1]) - ece(swapped[0]);
  };
  const observed = Math.abs(difference(0));
  const asLarge = Array.from({ length: 256 }, (_, mask) => Math.abs(difference(mask)) > observed - 1e-12);
  const expected = asLarge.filter(Boolean).length / 256;
  expect(expected).toBeGreaterThan(0.01);
  expect(expected).toBeLessThan(0.5);
  const [a, b] = models.map((model) =>
    predictionsFromProbabilities(
      model.flatMap((confidence) => [confidence, 1 - confidence]),
      right.map((bit) => 1 - bit),
      2,
    ),
  );
  const [paired] = measurePaired(a, b, { ...few, ids: ["ece"] });
  expect(paired.exchanged[0]).toHaveLength(256);
  expect(permutationTest(paired, "different")).toBeCloseTo(expected, 12);
});

describe("exchanges", () => {
  const copies = (count: number, permutations: number, seed = 0) => {
    const rows: string[] = [];
    for (const row of exchanges(count, permutations, seed)) rows.push(row.join(""));
    return rows;
  };
  test("the first leaves everything", () => {
    expect(copies(5, 40)[0]).toBe("00000");
    expect(copies(70, 3)[0]).toBe("0".repeat(70));
  });
  test("where there are few, each once", () => {
    expect(new Set(copies(5, 31)).size).toBe(32);
    expect(copies(5, 31)).toHaveLength(32);
    expect(copies(5, 30)).toHaveLength(31);
    expect(copies(1, 2000)).toEqual(["0", "1"]);
  });
  test("are a function of the seed and the row", () => {
    expect(copies(70, 9, 1).slice(0, 6)).toEqual(copies(70, 5, 1));
    expect(copies(70, 5, 1)).not.toEqual(copies(70, 5, 2));
  });
  test("each example in half of them, independently of its neighbour and of the one 32 places on", () => {
    const rows = copies(100, 4000).slice(1);
    const share = (of: (row: string) => boolean) => rows.filter(of).length / rows.length;
    // Four standard errors of 4,000 fair draws: 3.2 points.
    for (const i of [0, 31, 32, 67]) {
      expect(Math.abs(share((row) => row[i] === "1") - 0.5)).toBeLessThan(0.032);
      expect(Math.abs(share((row) => row[i] === row[i + 1]) - 0.5)).toBeLessThan(0.032);
      expect(Math.abs(share((row) => row[i] === row[i + 32]) - 0.5)).toBeLessThan(0.032);
    }
  });
});

describe("the pooled sample", () => {
  const CLASSES = 3;
  const row = fc.constantFrom<readonly number[]>([1, 0, 0], [0.5, 0.5, 0], [0.2, 0.4, 0.4], [0.1, 0.1, 0.8]);
  const example = fc.record({ a: row, b: row, label: fc.nat(CLASSES - 1), exchanged: fc.boolean() });
  const context = { superclasses: { names: ["a", "b"], of: Int32Array.of(0, 0, 1) } };
  const everywhere: readonly Metric[] = [...metrics, ...variants.flatMap((variant) => variant.metrics)].filter(
    // Keeps the temperatures that each model has by itself.
    ({ id }) => id !== "ece-temperature",
  );

  test("with one row of each example is the model that gave those answers, in every metric and variant", () => {
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 20 }), (examples) => {
        const predictionsOf = (answer: (one: (typeof examples)[number]) => readonly number[]): Predictions =>
          predictionsFromProbabilities(
            examples.flatMap((one) => [...answer(one)]),
            examples.map((one) => one.label),
            CLASSES,
          );
        const sampleOf = (answer: Parameters<typeof predictionsOf>[0]) => createSample(predictionsOf(answer), context);
        const pooled = poolSamples(
          sampleOf(({ a }) => a),
          sampleOf(({ b }) => b),
        );
        const [taken, left] = exchangedSamples(
          pooled,
          Uint8Array.from(examples, ({ exchanged }) => (exchanged ? 1 : 0)),
        );
        const written = sampleOf(({ a, b, exchanged }) => (exchanged ? b : a));
        const other = sampleOf(({ a, b, exchanged }) => (exchanged ? a : b));
        for (const metric of everywhere) {
          for (const [sample, expected] of [
            [taken, written],
            [left, other],
          ]) {
            const [value, wanted] = [metric.compute(sample), metric.compute(expected)];
            if (Number.isFinite(wanted)) expect(Math.abs(value - wanted), metric.id).toBeLessThan(1e-12);
            else expect(value, metric.id).toBe(wanted);
          }
        }
      }),
    );
  });

  test("keeps each model's temperatures", () => {
    const samples = [first, second].map((model) => createSample(model));
    const pooled = poolSamples(samples[0], samples[1]);
    const ece = metrics.find(({ id }) => id === "ece-temperature") as Metric;
    const [none, all] = [0, 1].map((flag) => exchangedSamples(pooled, new Uint8Array(labels.length).fill(flag)));
    for (const [first, second] of [none, [...all].reverse()]) {
      expect(ece.compute(first)).toBeCloseTo(ece.compute(samples[0]), 12);
      expect(ece.compute(second)).toBeCloseTo(ece.compute(samples[1]), 12);
    }
  });
});

describe("permutation test", () => {
  const outcome = (bits: string) =>
    predictionsFromProbabilities(
      [...bits].flatMap((bit) => (bit === "1" ? [0.9, 0.1] : [0.1, 0.9])),
      new Int32Array(bits.length),
      2,
    );
  const pairOf = (a: string, b: string, id: string) => measurePaired(outcome(a), outcome(b), { ...few, ids: [id] })[0];

  test("of the accuracy is McNemar's: the same fair coins", () => {
    // Four examples that only the first has right, one that only the second has.
    const paired = pairOf("111101101", "000011101", "accuracy");
    expect(paired.discordant).toEqual({ onlyFirst: 4, onlySecond: 1 });
    expect(permutationTest(paired, "different")).toBeCloseTo(mcnemarP({ onlyFirst: 4, onlySecond: 1 }), 12);
    expect(permutationTest(paired, "different")).toBeCloseTo((2 * (1 + 5)) / 2 ** 5, 12);
    expect(permutationTest(paired, "worse")).toBeCloseTo((1 + 5) / 2 ** 5, 12);
  });
  test("a model with itself: every exchange gives the same", () => {
    expect(permutationTest(pairOf("110", "110", "nll"), "different")).toBe(1);
  });
  test("undefined where the metric is, and undefined permutations count as large", () => {
    // Nothing wrong in the first: no false positive rate. AUROC is undefined too where all of a model's are right.
    expect(permutationTest(pairOf("111", "101", "fpr95"), "different")).toBeNaN();
    const paired: Paired = {
      ...pairOf("10", "01", "auroc"),
      exchanged: [Float64Array.of(0.9, Number.NaN, 0.5, 0.5), Float64Array.of(0.5, 0.9, Number.NaN, 0.6)],
    };
    expect(permutationTest(paired, "different")).toBe(3 / 4);
    expect(permutationTest(paired, "worse")).toBe(3 / 4);
  });
  test("differences that rounding alone makes are equal", () => {
    const paired = {
      ...pairOf("10", "01", "nll"),
      exchanged: [Float64Array.of(1000, 1000, 1000), Float64Array.of(1000.5, 1000.5 - 1e-8, 1000.4)] as const,
    };
    expect(permutationTest(paired, "different")).toBe(2 / 3);
    expect(permutationTest(paired, "worse")).toBe(2 / 3);
  });
});
