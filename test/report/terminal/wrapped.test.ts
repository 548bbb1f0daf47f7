import { expect, test } from "vitest";
import { wrapped } from "../../../src/report/terminal/wrapped.ts";

test("a short sentence is one line behind its indent", () => {
  expect(wrapped("one two", "  ")).toEqual(["  one two"]);
});

test("a long one is broken between words, none of which is lost, at 100 columns", () => {
  const words = Array.from({ length: 60 }, (_, i) => "x".repeat(1 + (i % 12)));
  const lines = wrapped(words.join(" "), "   ");
  expect(lines.map((line) => line.trim()).join(" ")).toBe(words.join(" "));
  for (const [i, line] of lines.entries()) {
    expect(line.length).toBeLessThanOrEqual(100);
    const next = lines[i + 1]?.trim().split(" ")[0];
    if (next !== undefined) expect(line.length + 1 + next.length).toBeGreaterThan(100);
  }
});

test("a word that is too long has a line of its own", () => {
  const word = "y".repeat(120);
  expect(wrapped(`a ${word} b`, " ")).toEqual([" a", ` ${word}`, " b"]);
});
