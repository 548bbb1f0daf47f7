import { expect, test } from "vitest";
import { areNumbered, matchClasses } from "../../src/data/match-classes.ts";

const outputs = (data: readonly string[], head: readonly string[]) => {
  const match = matchClasses(data, head);
  return match.matched ? [...match.outputs] : { missing: match.missing, ambiguous: match.ambiguous };
};

test("by exact name, in any order, of a part of the outputs too", () => {
  expect(outputs(["a", "b", "c"], ["c", "a", "b"])).toEqual([1, 2, 0]);
  expect(outputs(["c", "a"], ["a", "b", "c"])).toEqual([2, 0]);
  expect(matchClasses(["a"], ["a"])).toMatchObject({ loosely: false });
});

test("or by letters and digits, where all are found so", () => {
  expect(outputs(["no mask", "mask"], ["Mask", "No_Mask"])).toEqual([1, 0]);
  expect(outputs(["sweet_pepper", "t-shirt"], ["T-Shirt", "sweet pepper"])).toEqual([1, 0]);
  expect(matchClasses(["A"], ["a"])).toMatchObject({ loosely: true });
  // "é" as one character and as two, as file systems of macOS have it.
  expect(outputs(["caf\u00e9", "tea"], ["tea", "cafe\u0301"])).toEqual([1, 0]);
});

test("exact names decide where letters alone would not", () => {
  expect(outputs(["a", "A"], ["A", "a"])).toEqual([1, 0]);
});

test("what has no output, or no single one, is named", () => {
  expect(outputs(["a", "x", "y"], ["a", "b", "c"])).toEqual({ missing: ["x", "y"], ambiguous: [] });
  // ImageNet has two classes called crane.
  expect(outputs(["crane", "tench"], ["tench", "crane", "crane"])).toEqual({ missing: [], ambiguous: ["crane"] });
  expect(outputs(["Cat", "CAT"], ["cat", "dog"])).toEqual({ missing: [], ambiguous: ["Cat", "CAT"] });
});

test("by WordNet id: ids against ids with words, against ImageNet's words, and of a part of the outputs", () => {
  expect(outputs(["n01443537", "n01440764"], ["n01440764 tench", "n01443537 goldfish"])).toEqual([1, 0]);
  expect(outputs(["n02085620-Chihuahua", "n02085782-Japanese_spaniel"], ["Japanese spaniel", "Chihuahua"])).toEqual([
    1, 0,
  ]);
  // torchvision calls 134 "crane bird" and 517 "crane"; WordNet calls 638 "maillot" and 639 "maillot, tank suit".
  expect(outputs(["n02012849", "n03126707"], ["crane", "tench", "crane bird"])).toEqual([2, 0]);
  expect(outputs(["n03710721"], ["maillot", "maillot, tank suit"])).toEqual([1]);
  expect(matchClasses(["n01440764"], ["tench", "goldfish, Carassius auratus"])).toMatchObject({ byWordNet: true });
  expect(outputs(["n01440764", "n00000000"], ["tench", "goldfish"])).toEqual({
    missing: ["n01440764", "n00000000"],
    ambiguous: [],
  });
  expect(
    outputs(["001.Black_footed_Albatross", "002.Laysan_Albatross"], ["Laysan albatross", "Black footed albatross"]),
  ).toEqual([1, 0]);
});

test("numbers are no names", () => {
  for (const names of [
    ["LABEL_0", "LABEL_1"],
    ["class 1", "class 2"],
    ["0", "1"],
  ])
    expect(areNumbered(names)).toBe(true);
  for (const names of [
    ["cat", "dog"],
    ["LABEL_0", "dog"],
    ["f16", "mask no 1"],
  ])
    expect(areNumbered(names)).toBe(false);
});
