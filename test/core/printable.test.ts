import { describe, expect, test } from "vitest";
import { InputError } from "../../src/core/error.ts";
import { printable, printableDeep, printableLines } from "../../src/core/printable.ts";

describe("printable", () => {
  test.each([
    ["an escape sequence", "cat\u001b[2J", "cat\\u001b[2J"],
    ["a line break, so that a name cannot forge a line", "cat\nok", "cat\\u000aok"],
    ["marks that turn the direction of text", "a\u202eb\u2066c\u200f", "a\\u202eb\\u2066c\\u200f"],
    ["what is invisible", "a\u200bb\ufeff\u00ad", "a\\u200bb\\ufeff\\u00ad"],
    ["separators of lines and paragraphs", "a\u2028b\u2029", "a\\u2028b\\u2029"],
    ["half of a surrogate pair", "a\ud83d", "a\\ud83d"],
    ["tags beyond the first plane", "a\u{e0001}", "a\\u{e0001}"],
    ["the second set of control characters", "a\u009b2J", "a\\u009b2J"],
  ])("spells out %s", (_, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  test("leaves letters of any script, and pictures, as they are", () => {
    for (const text of ["Bär", "猫", "кот", "قط", "cat 🐈", "naïve café"]) expect(printable(text)).toBe(text);
  });

  test("cuts what is long, and says how much is missing", () => {
    expect(printable("x".repeat(10_000))).toBe(`${"x".repeat(1000)}... (9000 more characters)`);
    expect(printable("abcdef", 4)).toBe("abcd... (2 more characters)");
  });
});

test("lines of a message stay lines", () => {
  expect(printableLines("one\ntwo\u0007")).toBe("one\ntwo\\u0007");
});

test("every text in a value is made safe; names of fields and numbers stay", () => {
  expect(printableDeep({ names: ["a\u001b"], count: 3, inner: { text: "b\u202e" }, none: null })).toEqual({
    names: ["a\\u001b"],
    count: 3,
    inner: { text: "b\\u202e" },
    none: null,
  });
});

test("an error shows names out of files safely, wherever they stand", () => {
  const evil = "\u001b[31mx";
  const { message } = new InputError(evil, { expected: evil, got: evil, remedy: evil });
  expect(message).toBe("\\u001b[31mx: expected \\u001b[31mx, but got \\u001b[31mx. \\u001b[31mx");
});
