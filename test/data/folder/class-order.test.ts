import { describe, expect, test } from "vitest";
import { byCodePoint, inClassOrder } from "../../../src/data/folder/class-order.ts";

test("whole numbers are in the order of numbers, anything else as Python sorts it", () => {
  expect(inClassOrder(["10", "9", "1", "11", "2"])).toEqual(["1", "2", "9", "10", "11"]);
  expect(inClassOrder(["10", "9", "1", "11", "2"], "text")).toEqual(["1", "10", "11", "2", "9"]);
  expect(inClassOrder(["class 10", "class 9", "class 1"])).toEqual(["class 1", "class 10", "class 9"]);
  expect(inClassOrder(["class 10", "class 9", "class 1"], "natural")).toEqual(["class 1", "class 9", "class 10"]);
});

describe("natural order", () => {
  const natural = (...names: string[]) => inClassOrder(names.toReversed(), "natural");
  test("of numbers that no double holds, and with leading zeros", () => {
    const sorted = ["1", "01", "001", "2", "03", "9007199254740992", "9007199254740993"];
    expect(natural(...sorted)).toEqual(sorted);
  });
  test("of several numbers in a name", () => {
    const sorted = ["1.2.3", "1.2.10", "1.10.1", "a", "a1", "a1b", "a1b2", "a2"];
    expect(natural(...sorted)).toEqual(sorted);
  });
});

test("text order is by code points, which UTF-16 code units are not", () => {
  // Python: sorted(["\U0001F600", "\uFF21"]) == ["\uFF21", "\U0001F600"]
  expect(["\u{1f600}", "\uff21"].toSorted(byCodePoint)).toEqual(["\uff21", "\u{1f600}"]);
  expect(["é", "b", "a", "B"].toSorted(byCodePoint)).toEqual(["B", "a", "b", "é"]);
});
