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

  test("and one whose parts fit is not", () => {
    expect(parseExplanation(explanation, "explain.json").examples).toEqual(explanation.examples);
  });
});
