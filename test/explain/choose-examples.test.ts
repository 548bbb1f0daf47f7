import { describe, expect, test } from "vitest";
import { predictionsFromProbabilities } from "../../src/core/predictions.ts";
import { type Choices, chooseExamples } from "../../src/explain/choose-examples.ts";

const LABELS = [0, 0, 1, 1, 0, 1];
const predictions = (first: readonly number[]) =>
  predictionsFromProbabilities(
    first.flatMap((p) => [p, 1 - p]),
    LABELS,
    2,
  );

// Probability of class 0. A is wrong on rows 1, 2 and 5; B on rows 0, 2 and 3.
const A = predictions([0.9, 0.2, 0.7, 0.1, 0.8, 0.6]);
const B = predictions([0.3, 0.9, 0.95, 0.55, 0.6, 0.2]);
const choices = (...of: Choices["predictions"]): Choices => ({
  predictions: of,
  classes: ["ant", "bee"],
  ownIndex: (row) => 100 + row,
});
const rows = (wanted: string, ...of: Choices["predictions"]) =>
  chooseExamples(wanted, choices(...of)).map(({ row }) => row);

describe("examples are chosen", () => {
  test("wrong: what the last checkpoint gets wrong, the most confident first", () => {
    expect(rows("wrong:2", A, B)).toEqual([2, 0]);
    expect(rows("wrong", A)).toEqual([1, 2, 5]);
  });

  test("flips: right in one and wrong in the other, lost ones and won ones by turns of half", () => {
    // Lost by B: rows 0 (surest 0.9) and 3 (0.9); won by B: rows 1 (0.9) and 5 (0.8).
    expect(rows("flips:2", A, B)).toEqual([0, 1]);
    expect(rows("flips:4", A, B)).toEqual([0, 3, 1, 5]);
  });

  test("mixed: flips, the most confident errors, then other errors, none of them twice", () => {
    // A third each: rows 0 and 1 flip; of B's errors 2, 0, 3 by confidence the first is new; row 3 is what is left.
    expect(chooseExamples("mixed:6", choices(A, B))).toEqual([
      { row: 0, reason: "flip" },
      { row: 1, reason: "flip" },
      { row: 2, reason: "overconfident" },
      { row: 3, reason: "error" },
    ]);
  });

  test("by class, and by place in the data's own order", () => {
    expect(rows("class:bee:2", A)).toEqual([2, 3]);
    expect(rows("101, 104", A)).toEqual([1, 4]);
  });
});

test.each([
  ["wrong:0", /a whole number after the colon/],
  ["flips:3", /two checkpoints/],
  ["class:cat", /the name of a class.*Names: ant, bee/],
  ["999", /places of examples that are measured/],
  ["all", /wrong:12, flips:12/],
])("%s is refused, with what may be asked for", (wanted, message) => {
  expect(() => chooseExamples(wanted, choices(A))).toThrow(message);
});
