import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { studyCsv } from "../../src/report/study/csv.ts";
import { studiesDocument } from "../../src/report/study/document.ts";
import { studyLatex } from "../../src/report/study/latex.ts";
import { studyMarkdown } from "../../src/report/study/markdown.ts";
import { sentences } from "../../src/report/study/sentences.ts";
import { studyTable } from "../../src/report/study/terminal.ts";
import { verdictOf } from "../../src/report/study/verdict.ts";
import { studySchema } from "../../src/result/study-result.ts";
import { planWith } from "./plan.ts";
import { first, studyWith } from "./study-with.ts";

describe("the summary of a study", () => {
  // Of 10 examples, plain gets 5, 6, 7 right and ipswap 7, 8, 9.
  const study = studyWith(planWith(), (method, seed) => first((method === "plain" ? 5 : 7) + seed, 10));
  const [plain, ipswap] = study.rows;

  test("worked by hand", () => {
    expect(plain).toMatchObject({ method: "plain", cost: 1, differences: null, test: null, failures: [] });
    expect(plain.figures["clean/accuracy"].mean).toBeCloseTo(0.6, 12);
    expect(plain.figures["clean/accuracy"].deviation).toBeCloseTo(0.1, 12);
    expect(plain.figures["clean/accuracy"].values).toEqual([0.5, 0.6, 0.7]);
    // Severity 1: a half; severity 2: a third; their mean is 5/12.
    expect(plain.figures["corrupted/accuracy"].mean).toBeCloseTo((0.6 * 5) / 12, 12);
    expect(ipswap.cost).toBe(2);
    expect(ipswap.differences?.["clean/accuracy"].mean).toBeCloseTo(0.2, 12);
    expect(ipswap.differences?.["clean/ece"].mean).toBeCloseTo(0.02, 12);
    // Three seeds, all the same way: 2 of 8 assignments. One method: nothing to adjust.
    expect(ipswap.test).toMatchObject({ column: "clean/accuracy", p: 0.25, adjusted: 0.25, smallest: 0.25 });
  });

  test("it is what its schema says, and survives JSON", () => {
    expect(studySchema.parse(JSON.parse(JSON.stringify(study)))).toEqual(JSON.parse(JSON.stringify(study)));
  });

  test("three seeds: described, nothing claimed", () => {
    expect(sentences(study, study.rows)).toEqual([
      "Descriptive only: with 3 seeds and 1 comparison no adjusted p-value can come below 0.05, so no difference is claimed.",
    ]);
  });

  test("a failed cell is named, and its seed is left out of the pairs", () => {
    const partly = studyWith(planWith(), (method, seed) =>
      method === "ipswap" && seed === 1 ? undefined : first(5 + seed, 10),
    );
    expect(partly.rows[1].failures).toEqual([{ seed: 1, during: "training", reason: "it diverged" }]);
    expect(partly.rows[1].differences?.["clean/accuracy"].seeds).toBe(2);
    for (const text of [studyTable(partly, { color: false }), studyMarkdown(partly)]) {
      expect(text).toContain("2 of 3");
      expect(text.replace(/\s+/g, " ")).toContain("seed 1: training failed: it diverged");
    }
  });

  test("published figures stand beside, of another network where there are none of this one", () => {
    const published = [0.9, 0.95].map((value, i) => ({
      network: "resnet50",
      method: ["plain", "ipswap"][i],
      labelNoise: "0",
      column: "clean/accuracy",
      value,
    }));
    const text = studyMarkdown(studyWith(planWith({ published }), () => first(5, 10)));
    expect(text).toContain("published (another scale)");
    expect(text).toMatch(/\| plain \|.*\| 90\.0 \|/);
    expect(text).toMatch(/\| ipswap \|.*\| 95\.0 \|/);
    expect(text).toContain("Published figures are of resnet50");
  });

  test("as a document: what makes it, how each method is trained, and the study itself", () => {
    const text = studiesDocument(
      [{ study, command: "ipswap-eval study again" }],
      "ipswap-eval study --table studies/t",
    );
    expect(text.startsWith("# Results\n")).toBe(true);
    expect(text).toContain("\n    ipswap-eval study --table studies/t\n");
    expect(text).toContain("\n    ipswap-eval study again\n");
    expect(text).toContain("| ipswap | method ipswap |");
    expect(text).toContain(studyMarkdown(study, 2).split("\n\n").slice(1).join("\n\n"));
  });

  test("as CSV: a row for every figure of every cell, as fractions", () => {
    const lines = studyCsv(study).trimEnd().split("\r\n");
    // Two methods, three seeds; clean accuracy and seven others of clean images that were not measured, and corrupted.
    expect(lines).toHaveLength(1 + 2 * 3 * study.columns.length);
    expect(lines).toContain("resnet8,0,plain,1,clean/accuracy,Accuracy,1,0.6");
    expect(lines).toContain("resnet8,0,ipswap,2,clean/accuracy,Accuracy,2,0.9");
  });

  test("as LaTeX: every brace is closed, and names mean nothing to it", () => {
    const methods = [
      { name: "plain", method: "hard-label" },
      { name: "50 % & \\input{x}_y", method: "ipswap" },
    ];
    const text = studyLatex(studyWith(planWith({ methods }), () => first(5, 10)));
    expect(text).toContain("50 \\% \\& \\textbackslash{}input\\{x\\}\\_y");
    const unescaped = text.replace(/\\[{}]/g, "");
    expect(unescaped.split("{").length).toBe(unescaped.split("}").length);
  });

  test("against the reference that was trained as long as the method costs", () => {
    const plan = planWith({ equalCompute: true, training: { epochs: 10 }, seeds: [0, 1, 2, 3, 4, 5] });
    const equal = studyWith(plan, (method, seed, epochs) =>
      first((method === "plain" ? (epochs === 20 ? 800 : 500) : 700) + (seed % 2), 1000),
    );
    expect(equal.rows[1].equalCompute?.epochs).toBe(20);
    expect(equal.rows[1].differences?.["clean/accuracy"].mean).toBeCloseTo(0.2, 12);
    expect(equal.rows[1].equalCompute?.difference.mean).toBeCloseTo(-0.1, 12);
    expect(sentences(equal, equal.rows).map((sentence) => sentence.split(":")[0])).toEqual([
      "ipswap is better than plain",
      "ipswap is worse than plain trained for 20 epochs",
    ]);
  });

  test("p-values are adjusted over the methods of a table", () => {
    const methods = ["hard-label", "ipswap", "swap", "ols"].map((method) => ({ name: method, method }));
    const plan = planWith({ methods, reference: "hard-label", seeds: [0, 1, 2, 3, 4, 5, 6] });
    const adjusted = studyWith(plan, (method, seed) =>
      first({ "hard-label": 40, ipswap: 60, swap: 50, ols: 40 + (seed % 2 === 0 ? 1 : -1) }[method] as number, 100),
    );
    // Seven alike: 2 of 128. Four of seven up by one, three down: sums of at least 1, all 128. Holm: 3 p, 2 p, 1.
    expect(adjusted.rows.map(({ test: found }) => found?.adjusted)).toEqual([undefined, 3 / 64, 3 / 64, 1]);
    expect(adjusted.rows[1].test?.smallest).toBe(3 / 64);
  });
});

test("a sentence never says more than its test and its intervals", () => {
  const end = fc.double({ min: -0.2, max: 0.2, noNaN: true });
  const interval = fc.tuple(end, end).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);
  fc.assert(
    fc.property(
      fc.record({
        adjusted: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        smallest: fc.double({ min: 0, max: 1, noNaN: true }),
        interval: fc.option(interval),
        overSeeds: fc.option(interval),
        mean: fc.option(end),
      }),
      ({ adjusted, smallest, interval: crossed, overSeeds, mean }) => {
        const tested = { column: "c", p: adjusted, adjusted, smallest, interval: crossed, variance: null };
        const verdict = verdictOf(tested, { mean, interval: overSeeds, seeds: 6 }, "higher");
        if (smallest > 0.05) expect(verdict).toBe("descriptive");
        if (verdict !== "better" && verdict !== "worse") return;
        expect(adjusted).toBeLessThanOrEqual(0.05);
        for (const [low, high] of [crossed, overSeeds].filter((found) => found !== null)) {
          expect(low <= 0 && high >= 0).toBe(false);
        }
        expect((mean as number) > 0).toBe(verdict === "better");
      },
    ),
  );
});
