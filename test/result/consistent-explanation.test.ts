import { describe, expect, test } from "vitest";
import type { Explanation } from "../../src/result/explain-result.ts";
import { parseExplanation } from "../../src/result/read-result.ts";
import { explanation } from "../report/html/golden-page.ts";

const [first, ...rest] = explanation.examples;
const [answer, other] = first.answers;
const changed = (example: Partial<typeof first>): Explanation => ({
  ...explanation,
  examples: [{ ...first, ...example }, ...rest],
});
const answered = (part: Partial<typeof answer>) => changed({ answers: [{ ...answer, ...part }, other] });

describe("an explanation whose parts do not fit is refused, with the example", () => {
  test.each([
    ["an answer too few", changed({ answers: [answer] }), "2 checkpoints"],
    ["an answer too many", changed({ answers: [answer, other, other] }), "2 checkpoints"],
    ["a true class that there is not", changed({ label: 26 }), "class 26"],
    ["a predicted class that there is not", answered({ top: [{ class: 1e6, probability: 1 }] }), "class 1000000"],
    [
      "a map of three bytes for 1 x 2",
      answered({ maps: [{ class: 0, score: 1, peak: 1, values: "AAAA" }] }),
      "3 bytes",
    ],
  ])("%s", (_, damaged, said) => {
    expect(() => parseExplanation(damaged, "explain.json")).toThrow(said);
    expect(() => parseExplanation(damaged, "explain.json")).toThrow("example 3");
  });

  test.each([
    [
      "averages under a condition that there is not",
      { ...explanation, conditions: [] },
      "averages under each of 0 conditions",
    ],
    ["an answer under a condition too few", answered({ topUnder: [] }), "under each of 1 conditions"],
    [
      "a class under a condition that there is not",
      answered({ topUnder: [[{ class: 26, probability: 1 }]] }),
      "class 26",
    ],
    [
      "an average of a class that there is not",
      {
        ...explanation,
        checkpoints: explanation.checkpoints.map((checkpoint) => ({
          ...checkpoint,
          averagesUnder: [[{ class: 30, count: 1, top: [], superclassMass: null }]],
        })),
      },
      "class 30",
    ],
  ])("%s", (_, damaged, said) => {
    expect(() => parseExplanation(damaged, "explain.json")).toThrow(said);
  });

  test("and one whose parts fit is not", () => {
    expect(parseExplanation(explanation, "explain.json").examples).toEqual(explanation.examples);
  });
});

test("version 2, which knew clean images only, is read as one without other conditions", () => {
  const { conditions: _, ...rest } = explanation;
  const earlier = {
    ...rest,
    schema: "ipswap-eval/explain/2",
    checkpoints: explanation.checkpoints.map(({ averagesUnder: __, ...checkpoint }) => checkpoint),
    examples: explanation.examples.map((example) => ({
      ...example,
      answers: example.answers.map(({ topUnder: __, ...kept }) => kept),
    })),
  };
  const read = parseExplanation(earlier, "explain.json");
  expect(read).toEqual({
    ...explanation,
    data: read.data,
    conditions: [],
    checkpoints: explanation.checkpoints.map((checkpoint) => ({ ...checkpoint, averagesUnder: [] })),
    examples: explanation.examples.map((example) => ({
      ...example,
      answers: example.answers.map((given) => ({ ...given, topUnder: [] })),
    })),
  });
  expect(() => parseExplanation({ ...earlier, checkpoints: 1 }, "explain.json")).toThrow("explain/3");
});
