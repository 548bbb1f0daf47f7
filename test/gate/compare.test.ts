import { expect, test } from "vitest";
import { Incomparable } from "../../src/core/error.ts";
import { compareSides } from "../../src/gate/compare/compare-sides.ts";
import { compareText } from "../../src/gate/compare/compare-text.ts";
import { answering, CLEAN, fog, makeSide } from "./support/make-side.ts";

const labels = Array.from({ length: 60 }, (_, i) => i % 3);
const side = (name: string, bits: string) =>
  makeSide(name, labels, [
    { condition: CLEAN, predicted: answering(labels, bits.repeat(6)) },
    { condition: fog(1), predicted: answering(labels, bits.repeat(6)) },
  ]);
// Right in 8, 10 and 5 of 10.
const compared = compareSides([side("a", "1111111100"), side("b", "1111111111"), side("c", "0000011111")]);
const row = (on: string, slice: string | null = null) =>
  compared.rows.find((each) => each.metric.id === "accuracy" && each.on === on && each.slice === slice);

test("values, ranks and changes from the first, with paired intervals", () => {
  const values = row("clean")?.values ?? [];
  expect(values.map(({ value, rank, tendency }) => [value, rank, tendency])).toEqual([
    [0.8, 2, "unclear"],
    [1, 1, "better"],
    [0.5, 3, "worse"],
  ]);
  // Tango's interval of 12 won and none lost of 60: the score equation (c - n d)^2 = z^2 n (2 q + d (1 - d)).
  expect(values[1].change?.difference).toBeCloseTo(0.2, 12);
  const [low, high] = values[1].change?.interval ?? [];
  expect(low).toBeGreaterThan(0.1);
  expect(high).toBeLessThan(0.33);
});

test("a corruption that is all there are stands there once; classes each by themselves", () => {
  expect(compared.rows.filter(({ on }) => on !== "clean").map(({ on }) => on)).toEqual(["corruption/fog"]);
  expect(row("clean", "class/cat")?.count).toBe(20);
});

test("flips: six by six, c loses the first five and wins the last two of ten", () => {
  expect(compared.flips).toEqual([
    { name: "b", lost: 0, won: 12, otherwiseWrong: 0 },
    { name: "c", lost: 30, won: 12, otherwiseWrong: 0 },
  ]);
});

test("the table has every checkpoint, and marks what differs", () => {
  const text = compareText(compared, { color: false });
  expect(text).toMatch(/a +b +change +c +change/);
  expect(text).toMatch(
    /Accuracy +% ↑ +80\.00 \(2\) +100\.00 \(1\) +\+20\.00 \[.*\] \* +50\.00 \(3\) +-30\.00 \[.*\] \*/,
  );
  expect(text).toMatch(/c: 12 images right that a has wrong, 30 wrong that it has right/);
});

test("results of another question are refused", () => {
  const other = { ...side("d", "1"), data: { ...side("d", "1").data, sha256: "7" } };
  expect(() => compareSides([side("a", "1"), other])).toThrow(Incomparable);
});
