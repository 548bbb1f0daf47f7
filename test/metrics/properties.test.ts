import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createSample,
  type Metric,
  metrics,
  type Predictions,
  predictionsFromProbabilities,
  resample,
  type SampleContext,
  variants,
} from "../../metrics/index.ts";
import { finiteOptimum } from "../../metrics/variants/exact-optimum.ts";

const CLASSES = 4;
const context: SampleContext = { superclasses: { names: ["a", "b"], of: Int32Array.of(0, 0, 1, 1) } };

/** Few distinct probabilities, so that confidences tie, saturate and fall on edges of bins. */
const example = fc.tuple(
  fc.constantFrom<readonly number[]>(
    [1, 0, 0, 0],
    [0.5, 0.5, 0, 0],
    [0.2, 0.4, 0.4, 0],
    [0.1, 0.1, 0.2, 0.6],
    [0.25, 0.25, 0.25, 0.25],
    [0.05, 0.9, 0.03, 0.02],
  ),
  fc.integer({ min: 0, max: CLASSES - 1 }),
);
const examples = fc.array(example, { minLength: 1, maxLength: 40 });
type Examples = readonly (readonly [readonly number[], number])[];

function toPredictions(drawn: Examples): Predictions {
  return predictionsFromProbabilities(
    drawn.flatMap(([probabilities]) => probabilities),
    drawn.map(([, label]) => label),
    CLASSES,
  );
}

function compute(metric: Metric, drawn: Examples): number {
  return metric.compute(createSample(toPredictions(drawn), context));
}

function expectSame(actual: number, expected: number, what: string): void {
  if (Number.isNaN(expected)) expect(actual, what).toBeNaN();
  else if (!Number.isFinite(expected)) expect(actual, what).toBe(expected);
  else expect(Math.abs(actual - expected), `${what}: ${actual}, ${expected}`).toBeLessThan(1e-10);
}

/** Depends on the row numbers: they decide the halves that temperatures are fitted on. */
const SPLITS = "ece-temperature";

const byVariant: readonly Metric[] = variants.flatMap((variant) => variant.metrics);

describe("every metric", () => {
  test("does not depend on the order of the examples", () => {
    const withOrder = fc.tuple(examples, fc.infiniteStream(fc.double({ noNaN: true })));
    fc.assert(
      fc.property(withOrder, ([drawn, keys]) => {
        const shuffled = drawn
          .map((one) => ({ one, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        for (const metric of metrics) {
          if (metric.id !== SPLITS) expectSame(compute(metric, shuffled), compute(metric, drawn), metric.id);
        }
      }),
    );
  });

  test("of a reweighted sample is that of the resampled examples, in every variant", () => {
    const weighted = fc.array(fc.tuple(example, fc.integer({ min: 0, max: 3 })), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(
        weighted.filter((drawn) => drawn.some(([, weight]) => weight > 0)),
        (drawn) => {
          const sample = createSample(toPredictions(drawn.map(([one]) => one)), context);
          const redrawn = resample(
            sample,
            Uint16Array.from(drawn, ([, weight]) => weight),
          );
          const repeated = drawn.flatMap(([one, weight]) => Array.from({ length: weight }, () => one));
          for (const metric of [...metrics, ...byVariant]) {
            if (metric.id !== SPLITS) expectSame(metric.compute(redrawn), compute(metric, repeated), metric.id);
          }
        },
      ),
    );
  });

  test("stays within its range, or is undefined", () => {
    fc.assert(
      fc.property(examples, (drawn) => {
        for (const metric of metrics) {
          const value = compute(metric, drawn);
          if (Number.isNaN(value)) continue;
          expect(value, metric.id).toBeGreaterThanOrEqual(metric.range[0] - 1e-12);
          expect(value, metric.id).toBeLessThanOrEqual(metric.range[1] + 1e-12);
        }
      }),
    );
  });

  test("is at its best for sure and right predictions and no better for sure and wrong ones", () => {
    const sure = (label: number): Examples =>
      [0, 1, 2, 3].map((k) => [[0, 1, 2, 3].map((j) => (j === k ? 1 : 0)), (k + label) % 4]);
    const best: Partial<Record<string, number>> = { higher: 1, lower: 0, zero: 0 };
    for (const metric of metrics) {
      const perfect = compute(metric, sure(0));
      const worst = compute(metric, sure(1));
      // Nothing is wrong: nothing to detect, and no error to be a relative's.
      const undefinedHere: readonly string[] = ["fpr95", "auroc", "superclass-errors"];
      if (undefinedHere.includes(metric.id)) expect(perfect, metric.id).toBeNaN();
      else expect(perfect, metric.id).toBeCloseTo(metric.id === "aupr-error" ? 0 : (best[metric.better] ?? NaN), 12);
      const exempt: readonly string[] = [
        "aupr-error",
        "auroc",
        "fpr95",
        "superclass-errors",
        "top5",
        "superclass-mass",
        "eaurc",
        "brier-refinement",
        SPLITS,
      ];
      if (!exempt.includes(metric.id)) expect(Math.abs(worst - perfect), metric.id).toBeGreaterThan(0.4);
    }
  });
});

describe("risk and coverage", () => {
  const aurc = metrics.find(({ id }) => id === "aurc") as Metric;
  const fileOrder = byVariant.find(
    ({ id, definition }) => id === "aurc" && definition["ties"] === "file-order",
  ) as Metric;

  test("AURC is never below the best order's, nor above the worst's", () => {
    fc.assert(
      fc.property(examples, (drawn) => {
        const sample = createSample(toPredictions(drawn));
        const value = aurc.compute(sample);
        const errors = Math.round((1 - metrics[0].compute(sample)) * drawn.length);
        let worst = 0;
        for (let k = 1; k <= drawn.length; k++) worst += Math.min(k, errors) / k / drawn.length;
        expect(value).toBeGreaterThanOrEqual(finiteOptimum(errors, drawn.length) - 1e-12);
        expect(value).toBeLessThanOrEqual(worst + 1e-12);
      }),
    );
  });

  test("AURC is the mean of the file-order values over every order of the file", () => {
    fc.assert(
      fc.property(fc.array(example, { minLength: 1, maxLength: 5 }), (drawn) => {
        const orders = permutations(drawn);
        const mean = orders.reduce((sum, order) => sum + compute(fileOrder, order), 0) / orders.length;
        expect(compute(aurc, drawn)).toBeCloseTo(mean, 12);
      }),
      { numRuns: 30 },
    );
  });
});

describe("detection", () => {
  const auroc = metrics.find(({ id }) => id === "auroc") as Metric;

  test("AUROC is the share of right-wrong pairs in order, ties half", () => {
    fc.assert(
      fc.property(examples, (drawn) => {
        const confidence = drawn.map(([probabilities]) => Math.max(...probabilities));
        const correct = drawn.map(
          ([probabilities, label]) => probabilities.indexOf(Math.max(...probabilities)) === label,
        );
        let pairs = 0;
        let ordered = 0;
        for (const [i, right] of correct.entries()) {
          for (const [j, other] of correct.entries()) {
            if (!right || other) continue;
            pairs++;
            ordered += confidence[i] > confidence[j] ? 1 : confidence[i] === confidence[j] ? 0.5 : 0;
          }
        }
        expectSame(compute(auroc, drawn), ordered / pairs, "auroc");
      }),
    );
  });
});

describe("calibration", () => {
  const value = (id: string, drawn: Examples) => compute(metrics.find((metric) => metric.id === id) as Metric, drawn);

  test("ECE is at least the overconfidence and at most the MCE", () => {
    fc.assert(
      fc.property(examples, (drawn) => {
        const ece = value("ece", drawn);
        expect(ece).toBeGreaterThanOrEqual(Math.abs(value("overconfidence", drawn)) - 1e-12);
        expect(ece).toBeLessThanOrEqual(value("mce", drawn) + 1e-12);
      }),
    );
  });

  test("calibration and refinement add up to the Brier score", () => {
    fc.assert(
      fc.property(examples, (drawn) => {
        const refinement = value("brier-refinement", drawn);
        expect(value("brier-calibration", drawn) + refinement).toBeCloseTo(value("brier", drawn), 12);
      }),
    );
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]));
}
