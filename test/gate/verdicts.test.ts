import { describe, expect, test } from "vitest";
import { checkSides } from "../../src/gate/check-sides.ts";
import { holmLevels } from "../../src/gate/holm-levels.ts";
import type { Side } from "../../src/gate/side.ts";
import { budgetOf } from "./support/budget-of.ts";
import { answering, CLEAN, fog, makeSide } from "./support/make-side.ts";

const count = 12;
const labels = Array.from({ length: count }, (_, i) => i % 3);
const right = "1".repeat(count);
const side = (name: string, bits: string, corrupted = bits): Side =>
  makeSide(name, labels, [
    { condition: CLEAN, predicted: answering(labels, bits) },
    { condition: fog(1), predicted: answering(labels, corrupted) },
    { condition: fog(2), predicted: answering(labels, bits) },
  ]);
const check = (base: Side, candidate: Side, rules: readonly object[], more?: object) =>
  checkSides(base, candidate, budgetOf(rules, more), { toolVersion: "0.0.0" });
const first = (...args: Parameters<typeof check>) => check(...args).checks[0];
const accuracy = { metric: "accuracy" };

describe("without a margin: the exact test", () => {
  test("five of five lost: p = 1/32, a regression", () => {
    const found = first(side("a", right), side("b", "111111100000"), [accuracy]);
    expect(found).toMatchObject({ verdict: "regressed", status: "failed", baseline: 1, count });
    expect(found.change).toMatchObject({ p: 1 / 32, adjustedP: 1 / 32, lost: 5, won: 0, test: "mcnemar" });
  });

  test("four of four lost: p = 1/16, no evidence", () => {
    const found = first(side("a", right), side("b", "111111110000"), [accuracy]);
    expect(found).toMatchObject({ verdict: "ok", status: "passed" });
    expect(found.change?.p).toBeCloseTo(1 / 16, 12);
  });

  test("a second test of the same level halves the level: Holm", () => {
    const rules = [accuracy, { ...accuracy, on: "corruption/fog/2" }];
    const { checks, verdict } = check(side("a", right), side("b", "111111100000"), rules);
    expect(checks.map((each) => [each.verdict, each.change?.adjustedP])).toEqual([
      ["ok", 2 / 32],
      ["ok", 2 / 32],
    ]);
    expect(verdict).toBe("passed");
  });

  test("what only warns takes no power from what fails, and fails nothing", () => {
    const rules = [accuracy, { ...accuracy, on: "corruption/fog/2", level: "warn" }];
    const { checks, verdict } = check(side("a", right), side("b", "111111100000"), rules);
    expect(checks.map(({ status }) => status)).toEqual(["failed", "warned"]);
    expect(verdict).toBe("failed");
    const warned = check(side("a", right), side("b", "111111100000"), [rules[1]]);
    expect(warned.verdict).toBe("passed");
  });

  test("six of six won: an improvement", () => {
    expect(first(side("a", "111111000000"), side("b", right), [accuracy]).verdict).toBe("improved");
  });

  test("the mean of two conditions: examples are exchanged as wholes, 1/16 for four lost under both", () => {
    // Six lost under each of two conditions: by example 2^-6, were they taken for twelve 2^-12.
    const found = first(side("a", right), side("b", "111111000000"), [
      { ...accuracy, on: "corruptions", minimumExamples: 1 },
    ]);
    // Of 2^12 exchanges, of which all or 4,096 > 2,001 are not taken: near 1/64, and far from 1/4096.
    expect(found.change?.test).toBe("permutation");
    expect(found.change?.p).toBeGreaterThan(1 / 64 / 2);
    expect(found.change?.p).toBeLessThan((1 / 64) * 2);
  });
});

describe("with a margin: Tango's score test", () => {
  const many = 400;
  const big = Array.from({ length: many }, (_, i) => i % 3);
  const losing = (name: string, lost: number, won = 0) =>
    makeSide(name, big, [
      {
        condition: CLEAN,
        predicted: answering(
          big,
          Array.from({ length: many }, (_, i) =>
            name === "a" ? (i < won ? "0" : "1") : i >= many - lost ? "0" : "1",
          ).join(""),
        ),
      },
    ]);
  const rule = [{ ...accuracy, margin: 0.05 }];

  test.each([
    // Lost and won of 400, margin 20 of 400. The harm is (lost - won) / 400 with a standard error near sqrt(lost + won) / 400:
    // 60: 60 +- 7, far beyond 20; 2: 2 +- 1.4, far within; 20: on it; (30, 5): 25 +- 6, neither.
    [60, 0, "regressed"],
    [2, 0, "ok"],
    [20, 0, "inconclusive"],
    [30, 5, "inconclusive"],
    [0, 30, "improved"],
  ])("%i lost, %i won: %s", (lost, won, verdict) => {
    const found = first(losing("a", lost, won), losing("b", lost, won), rule);
    expect(found).toMatchObject({ verdict, change: { lost, won, test: "tango" } });
  });

  test("what is inconclusive warns, fails or is silent as the budget says, and fails in mode non-inferiority", () => {
    const [a, b] = [losing("a", 20), losing("b", 20)];
    const status = (more: object, over: object = {}) => first(a, b, [{ ...rule[0], ...over }], more).status;
    expect(status({})).toBe("warned");
    expect(status({ inconclusive: "off" })).toBe("passed");
    expect(status({ inconclusive: "error" })).toBe("failed");
    expect(status({ inconclusive: "error" }, { level: "warn" })).toBe("warned");
    expect(status({ inconclusive: "error" }, { inconclusive: "off" })).toBe("passed");
    expect(status({ mode: "non-inferiority" })).toBe("failed");
    expect(first(losing("a", 2), losing("b", 2), rule, { mode: "non-inferiority" }).status).toBe("passed");
  });

  test("the interval says what the verdict says", () => {
    const ends = [60, 2, 20].map((lost) => first(losing("a", lost), losing("b", lost), rule).change?.bounds ?? []);
    expect(ends[0][0]).toBeGreaterThan(0.05);
    expect(ends[1][1]).toBeLessThan(0.05);
    expect(ends[2][0]).toBeLessThan(0.05);
    expect(ends[2][1]).toBeGreaterThan(0.05);
  });
});

describe("with a margin, of a network that is nearly always right", () => {
  // 200 examples, of which the least confident 20 are wrong; the candidate has one of those right.
  const some = Array.from({ length: 200 }, (_, i) => i % 3);
  const answers = (wrongFrom: number) => [
    {
      condition: CLEAN,
      predicted: answering(some, "1".repeat(wrongFrom).padEnd(some.length, "0")),
      confidence: some.map((_, i) => 0.99 - i / 400),
    },
  ];
  const tested = (margin: number) =>
    first(
      makeSide("a", some, answers(180)),
      makeSide("b", some, answers(181)),
      [{ metric: "aurc", margin, minimumExamples: 1 }],
      {
        mode: "non-inferiority",
      },
    );

  test("a harm that 200 examples would hardly hold is not excluded by not being there", () => {
    // At a margin of 0.001 a fifth of an answer is lost in expectation: 82 % of such samples have none.
    expect(tested(0.001)).toMatchObject({ verdict: "inconclusive", status: "failed" });
  });

  test("one that they would hold is", () => {
    // At 0.1 twenty are lost.
    expect(tested(0.1).status).toBe("passed");
  });
});

describe("what cannot be tested", () => {
  test("identical models are said to be identical", () => {
    const result = check(side("a", "110011001100"), side("b", "110011001100"), [accuracy, { metric: "brier" }]);
    expect(result).toMatchObject({ identical: true, verdict: "passed" });
    expect(result.notes[0]).toMatch(/identical/);
    for (const { verdict, sentence } of result.checks) {
      expect(verdict).toBe("ok");
      expect(sentence).toMatch(/the same answers/);
    }
  });

  test("the same answers with other confidences are not identical where confidence counts", () => {
    const other = makeSide("b", labels, [{ condition: CLEAN, predicted: labels, confidence: labels.map(() => 0.8) }]);
    const base = makeSide("a", labels, [{ condition: CLEAN, predicted: labels }]);
    expect(check(base, other, [accuracy]).identical).toBe(true);
    expect(check(base, other, [accuracy, { metric: "brier", minimumExamples: 1 }]).identical).toBe(false);
  });

  test("fewer examples than asked for: inconclusive, with their number", () => {
    const found = first(side("a", right), side("b", "000000000000"), [{ metric: "brier" }]);
    expect(found).toMatchObject({ verdict: "inconclusive", status: "warned" });
    expect(found.sentence).toMatch(/12 examples, where at least 400 are asked for/);
  });

  test("a metric that is not defined: FPR95 where nothing is wrong", () => {
    const found = first(side("a", right), side("b", "011111111111"), [{ metric: "fpr95", minimumExamples: 1 }]);
    expect(found).toMatchObject({ verdict: "inconclusive", baseline: null });
    expect(found.sentence).toMatch(/not defined/);
  });
});

describe("limits are about the value alone", () => {
  test.each([
    [{ min: 0.5 }, "ok", "passed"],
    [{ min: 0.9 }, "beyond limit", "failed"],
    [{ max: 0.5, level: "warn" }, "beyond limit", "warned"],
  ])("%j: %s", (limit, verdict, status) => {
    // 9 of 12 right: 0.75.
    const { checks } = check(side("a", right), side("b", "111111111000"), [{ ...accuracy, ...limit }]);
    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ verdict, status, candidate: 0.75, change: null });
  });

  test("beside a margin both are checked, under names of their own", () => {
    const { checks } = check(side("a", right), side("b", "111111111000"), [{ ...accuracy, margin: 0.4, min: 0.9 }]);
    expect(checks.map(({ id }) => id)).toEqual(["accuracy clean", "accuracy clean limit"]);
  });

  test("they hold for identical models too", () => {
    const { verdict } = check(side("a", "100000000000"), side("b", "100000000000"), [{ ...accuracy, min: 0.9 }]);
    expect(verdict).toBe("failed");
  });
});

test("slices: a class that was forgotten is named", () => {
  const forgotten = labels.map((label) => (label === 1 ? "0" : "1")).join("");
  const big = Array.from({ length: 60 }, (_, i) => i % 3);
  const base = makeSide("a", big, [{ condition: CLEAN, predicted: big }]);
  const candidate = makeSide("b", big, [{ condition: CLEAN, predicted: answering(big, forgotten.repeat(5)) }]);
  const { checks } = check(base, candidate, [{ ...accuracy, slice: "class/*" }]);
  // All 20 examples of the class: p = 2^-20, times three.
  expect(checks.map(({ slice, verdict }) => [slice, verdict])).toEqual([
    ["class/cat", "ok"],
    ["class/dog", "regressed"],
    ["class/owl", "ok"],
  ]);
  expect(checks[1].change?.adjustedP).toBeCloseTo(3 * 2 ** -20, 12);
  expect(checks[1].sentence).toMatch(
    /^Accuracy on clean images, class dog is 100\.00 points worse \(100\.00 % to 0\.00 %\)/,
  );
});

test("Holm's levels: 0.01, 0.03, 0.04 at 5 %: rejects at 0.05 / 3, stops at 0.05 / 2", () => {
  expect(holmLevels([0.01, 0.04, 0.03], 0.05)).toEqual([0.05 / 3, 0.05 / 2, 0.05 / 2]);
  expect(holmLevels([0.5, Number.NaN], 0.05)).toEqual([0.05, 0.05]);
});
