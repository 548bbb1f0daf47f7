import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findProblems, leastAurc } from "../../src/gate/sanity/find-problems.ts";
import { parseTable } from "../../src/gate/sanity/read-table.ts";

const fixture = (name: string) =>
  findProblems(parseTable(readFileSync(new URL(`../fixtures/gate/${name}`, import.meta.url), "utf8"), name));
const problems = (text: string) => findProblems(parseTable(text, "t.csv")).filter(({ kind }) => kind !== "derived");

test("the paper's Table 11: ten rows of errors, and an average of accuracies", () => {
  // (39.1 + 78.0 + ... + 38.1) / 10 = 44.55 and (34.5 + ... + 35.0) / 10 = 40.63: 100 less 55.4 and 59.3.
  const found = fixture("paper-table-11.csv");
  expect(found.map(({ kind, row, columns }) => [kind, row, columns])).toEqual([
    ["impossible", "Avg", ["hard label"]],
    ["impossible", "Avg", ["ours"]],
  ]);
  expect(found[0].sentence).toMatch(/^mixed units: the rows above have the mean 44\.55, and 55\.4 is 100 less that/);
});

test("the paper's Table 10 is possible; most of its gain in AURC is accuracy", () => {
  const found = fixture("paper-table-10.csv");
  expect(found.every(({ kind }) => kind === "derived")).toBe(true);
  // Worked by hand: 78.7 % right: 0.213 + 0.787 ln 0.787 = 0.0245; 56.1 - 24.5 = 31.6.
  expect(found.map(({ row, sentence }) => [row, sentence])).toEqual([
    ["hard label", "excess AURC 31.6"],
    ["+ swap", "excess AURC 29.3"],
    ["+ CutMix", "excess AURC 31.7"],
    ["+ CutOut", "excess AURC 28.7"],
    ["+ MixUp", "excess AURC 33.6"],
    ["ours", "excess AURC 31.8"],
  ]);
});

test("the least AURC: none where all is right, all where nothing is, 1 - ln 2 over 2 at one half", () => {
  expect(leastAurc(0)).toBe(0);
  expect(leastAurc(1)).toBe(1);
  expect(leastAurc(0.5)).toBeCloseTo((1 - Math.LN2) / 2, 12);
});

describe("what cannot be", () => {
  test.each([
    ["out of bounds", "m,acc\na,78\nb,178", "b", /178 is not between 0 and 100/],
    ["accuracy and error", "m,acc,error\na,78.7,21.3\nb,78.7,21.9", "b", /do not add up/],
    ["top-5 below top-1", "m,top-1,top-5\na,78,76", "a", /below top-1/],
    // At 80 % right the least AURC is 0.2 + 0.8 ln 0.8 = 0.0215.
    ["AURC below the least", "m,acc,AURC\na,80.0,20.0\nb,80.0,55.0", "a", /below 21\.5, the least/],
    ["excess AURC that does not follow", "m,acc,AURC,E-AURC\na,78.7,56.1,31.6\nb,78.7,56.1,25.0", "b", /make it 31\.6/],
    // Ten percent wrong: at least 5 %.
    ["Brier below half the error", "m,acc,Brier\na,90.0,3.1", "a", /least Brier score/],
    ["NLL below ln 2 times the error", "m,acc,NLL\na,50.0,0.15", "a", /least NLL/],
    ["attacked better than clean", "m,acc,PGD\na,80.0,83.0", "a", /above the accuracy on clean/],
    ["more steps do less harm", "m,acc,FGSM 0.01,I-FGSM 0.01\na,80.0,40.0,55.0", "a", /several steps do less harm/],
    ["an average that is none", "m,x\na,10\nb,20\nmean,17", "mean", /17 is not the mean of the rows above, 15/],
  ])("%s", (_, text, row, sentence) => {
    const found = problems(text);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ row, sentence: expect.stringMatching(sentence) });
  });

  test("rounding is no problem, fractions and percentages are told apart, cells may be empty", () => {
    expect(problems("m,acc,error\na,78.65,21.4\nb,-,21.0")).toEqual([]);
    expect(problems("m,acc,AURC,E-AURC\na,0.787,0.0561,0.0316\nb,0.819,0.0493,")).toEqual([]);
    expect(problems('m,"acc, %",ECE\n"a, b",78.7 ± 0.2,10.6%\nmean,78.7,10.6')).toEqual([]);
  });

  test("what is no table is refused", () => {
    expect(() => parseTable("", "t.csv")).toThrow(/t\.csv: expected a line of heads/);
    expect(() => parseTable("a,b\n1", "t.csv")).toThrow(/t\.csv: expected a table as CSV/);
  });
});
