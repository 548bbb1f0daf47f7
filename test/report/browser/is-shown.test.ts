import { describe, expect, test } from "vitest";
import { isShown } from "../../../src/report/browser/is-shown.ts";
import { DEFAULT_VIEW } from "../../../src/report/browser/view.ts";

// Of class 4. Checkpoint 0: right when clean, wrong under condition 1. Checkpoint 1: wrong, right. Condition 2: not measured.
const example = {
  index: 17,
  label: 4,
  predicted: [
    [4, 2, null],
    [3, 4, null],
  ],
};
const shown = (part: Partial<typeof DEFAULT_VIEW>) => isShown(example, { ...DEFAULT_VIEW, ...part });

describe("an example is shown", () => {
  test("where its true class is asked for, whatever it is taken for", () => {
    expect(shown({ label: 4 })).toBe(true);
    expect(shown({ label: 3 })).toBe(false);
  });

  test("as right in one checkpoint and wrong in the other under the condition that is asked for", () => {
    expect(shown({ which: "0-1" })).toBe(true);
    expect(shown({ which: "1-0" })).toBe(false);
    expect(shown({ which: "0-1", condition: 1 })).toBe(false);
    expect(shown({ which: "1-0", condition: 1 })).toBe(true);
  });

  test("as an error of all only where none is right; an answer that is no number is wrong", () => {
    expect(shown({ which: "errors" })).toBe(false);
    expect(isShown({ ...example, predicted: [[3], [-1]] }, { ...DEFAULT_VIEW, which: "errors" })).toBe(true);
  });

  test("not under a condition that it was not measured under", () => {
    expect(shown({ condition: 2 })).toBe(false);
    expect(shown({ condition: 99 })).toBe(false);
  });
});
