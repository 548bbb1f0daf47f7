import { describe, expect, test } from "vitest";
import { Incomparable } from "../../src/core/error.ts";
import { defaultBudget } from "../../src/gate/budget/default-budget.ts";
import { parseBudget } from "../../src/gate/budget/parse-budget.ts";
import { resolveBudget } from "../../src/gate/budget/resolve-budget.ts";
import { withSeedMargins } from "../../src/gate/budget/seed-margins.ts";
import { gateMetrics, type Side } from "../../src/gate/side.ts";
import { budgetOf } from "./support/budget-of.ts";
import { answering, CLEAN, fog, makeSide } from "./support/make-side.ts";

const labels = Array.from({ length: 100 }, (_, i) => i % 3);
/** Right in the first so many of 100 images, and under fog. */
const training = (name: string, right: number, inFog = right): Side => {
  const bits = (count: number) => "1".repeat(count).padEnd(labels.length, "0");
  return makeSide(name, labels, [
    { condition: CLEAN, predicted: answering(labels, bits(right)) },
    { condition: fog(1), predicted: answering(labels, bits(inFog)) },
    { condition: fog(2), predicted: answering(labels, bits(50)) },
  ]);
};
const seeds = [training("a", 90, 60), training("b", 87, 64), training("c", 89, 40)];
const margins = (rules: readonly object[], sides: readonly Side[] = seeds) =>
  withSeedMargins(budgetOf(rules).budget, sides).rules;

describe("margins from several trainings", () => {
  test("the largest difference between two of them: 0.90 less 0.87 is 0.03, and no rounding dust more", () => {
    const [rule] = margins([{ metric: "accuracy", margin: 0.01 }]);
    expect(rule).toMatchObject({ margin: 0.03, note: "two of 3 trainings differ by up to 0.03" });
  });

  test("a larger margin stays", () => {
    expect(margins([{ metric: "accuracy", margin: 0.2 }])[0].margin).toBe(0.2);
  });

  test("of a pattern the place that moves most: 0.64 less 0.40 in fog of severity 1, none in severity 2", () => {
    const [rule] = margins([{ metric: "accuracy", on: "corruption/*/*", margin: 0.02 }]);
    expect(rule).toMatchObject({
      margin: 0.24,
      note: "two of 3 trainings differ by up to 0.24, in corruption/fog/1",
    });
    // Of the mean over both severities half of it.
    expect(margins([{ metric: "accuracy", on: "corruptions", margin: 0.02 }])[0].margin).toBe(0.12);
  });

  test("of slices the class that moves most, rounded up to two digits", () => {
    // Images 87, 88, 89 of 0...99 are of the classes 0, 1, 2; a has 30 right of 34, 33 and 33, b 29 of each.
    const [rule] = margins([{ metric: "accuracy", slice: "class/*", margin: 0.01 }]);
    expect(1 / 33).toBeGreaterThan(0.03);
    expect(rule.margin).toBe(0.031);
    expect(rule.note).toMatch(/differ by up to 0\.0303, in class\/dog$/);
  });

  test("a metric that takes no margin keeps none, and says what moves", () => {
    const takesNone = gateMetrics.find(({ noMargin }) => noMargin !== undefined)!;
    const [rule] = margins([{ metric: takesNone.id, level: "warn" }]);
    expect(rule.margin).toBeUndefined();
    expect(rule.note).toMatch(/^two of 3 trainings differ by up to 0\.\d+; this metric takes no margin$/);
  });

  test("the default budget with them is one that check takes, and tolerates each training against each", () => {
    const budget = withSeedMargins(defaultBudget(seeds[0]), seeds);
    const read = parseBudget(JSON.stringify(budget), "b.json");
    const accuracy = resolveBudget(read, seeds[0]).find(({ id }) => id === "accuracy clean");
    expect(accuracy?.margin).toBe(0.03);
  });

  test("the same weights twice, another network, other data are refused", () => {
    const rule = [{ metric: "accuracy", margin: 0.01 }];
    expect(() => margins(rule, [seeds[0], seeds[1], seeds[0]])).toThrow(
      /expected a training of its own.*the weights of a/,
    );
    const other = {
      ...training("d", 80),
      checkpoint: { ...seeds[1].checkpoint, sha256: "d", architecture: "resnet20" },
    };
    expect(() => margins(rule, [seeds[0], other])).toThrow(/a resnet8, but got a resnet20/);
    const elsewhere = { ...training("d", 80), data: { ...seeds[1].data, sha256: "7".repeat(64) } };
    expect(() => margins(rule, [seeds[0], elsewhere])).toThrow(Incomparable);
  });
});

describe("the default budget", () => {
  const enough = defaultBudget(seeds[0]);

  test("only metrics whose false alarms hold at a margin fail the gate", () => {
    for (const { metric, level, margin = 0 } of enough.rules) {
      const { noMargin } = gateMetrics.find(({ id }) => id === metric)!;
      if (noMargin !== undefined) expect({ metric, level, margin }).toEqual({ metric, level: "warn", margin: 0 });
      else if (level === "error") expect(margin).toBeGreaterThan(0);
    }
  });

  test("in mode non-inferiority: margins above 0 alone, no classes, no policy; check takes it", () => {
    const budget = defaultBudget(seeds[0], "non-inferiority");
    expect(budget.inconclusive).toBeUndefined();
    for (const { margin, slice, level } of budget.rules) {
      expect({ slice, level, positive: (margin ?? 0) > 0 }).toEqual({
        slice: undefined,
        level: "error",
        positive: true,
      });
    }
    expect(budget.rules.map(({ metric, on }) => `${metric} ${on}`)).toContain("accuracy corruptions");
    const read = parseBudget(JSON.stringify(budget), "b.json");
    expect(resolveBudget(read, seeds[0]).length).toBe(budget.rules.length);
  });
});
