import { describe, expect, test } from "vitest";
import { classNamesIn, classNamesInText, namesOf } from "../../src/import/shared/class-names.ts";

const PAIR = ["no mask", "mask"];

describe("names of classes in the forms that programs keep them", () => {
  test.each<[string, unknown]>([
    ["a list", ["no mask", "mask"]],
    ["names by number", { 0: "no mask", 1: "mask" }],
    ["in another order", { 1: "mask", 0: "no mask" }],
    ["numbers by name", { mask: 1, "no mask": 0 }],
    [
      "a map",
      new Map([
        ["mask", 1],
        ["no mask", 0],
      ]),
    ],
    [
      "a map by number",
      new Map([
        [0, "no mask"],
        [1, "mask"],
      ]),
    ],
  ])("%s", (_, value) => {
    expect(classNamesIn(value)).toEqual(PAIR);
  });

  test.each<[string, unknown]>([
    ["a number missing", { 0: "a", 2: "b" }],
    ["a number twice", { a: 0, b: 0 }],
    ["numbers from one", { a: 1, b: 2 }],
    ["a text", "mask"],
    ["nothing", []],
    ["other values", [1, 2]],
    ["a name that is empty", ["", "a"]],
    ["too many", Array.from({ length: 60_000 }, String)],
  ])("but not %s", (_, value) => {
    expect(classNamesIn(value)).toBeUndefined();
  });

  test.each([
    ["JSON", '["no mask", "mask"]'],
    ["JSON by number", '{"0": "no mask", "1": "mask"}'],
    ["Python's list", "['no mask', 'mask']"],
    ["Python's dictionary, as Ultralytics writes it", "{0: 'no mask', 1: 'mask'}"],
    ["Python's dictionary of numbers", "{'no mask': 0, \"mask\": 1}"],
    ["between commas", "no mask, mask"],
    ["on lines", "no mask\nmask"],
  ])("in a text: %s", (_, text) => {
    expect(classNamesInText(text)).toEqual(PAIR);
  });

  test("quotes and commas inside of a name", () => {
    expect(classNamesInText(`["jack-o'-lantern", 'bow, tie', 'it\\'s']`)).toEqual([
      "jack-o'-lantern",
      "bow, tie",
      "it's",
    ]);
  });

  test.each(["", "mask", "{0: 'a'", "['a' 1]", "{0: 'a', 'b'}", "['a', open('x')]"])("not in %j", (text) => {
    expect(classNamesInText(text)).toBeUndefined();
  });

  test("the numbered ones that programs write themselves are no names", () => {
    expect(namesOf(2, ["LABEL_0", "LABEL_1"])).toEqual({});
    expect(namesOf(2, undefined, ["a"], ["a", "b"])).toEqual({ classNames: ["a", "b"] });
  });
});
