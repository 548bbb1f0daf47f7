import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseResult } from "../../src/result/read-result.ts";

const text = readFileSync(new URL("../fixtures/result/golden.json", import.meta.url), "utf8");

/** A result whose parts can be changed. */
// biome-ignore lint/suspicious/noExplicitAny: what is damaged has no type.
type Damaged = any;

describe("a result whose parts do not fit is refused, with the place and what to do", () => {
  test.each<[string, (result: Damaged) => void, string]>([
    ["more images than there are", (r) => (r.checkpoints[1].measurements[3].count = 2000), "measurements.3.count"],
    ["fewer clean images", (r) => (r.checkpoints[0].measurements[0].count = 5), "all 78 clean images, got 5"],
    ["no clean images", (r) => r.checkpoints[0].measurements.shift(), "clean images among the conditions"],
    ["a condition twice", (r) => (r.checkpoints[0].measurements[2] = r.checkpoints[0].measurements[1]), "twice"],
    ["a class too few", (r) => r.checkpoints[1].diagnostics.classes.pop(), "checkpoints.1.diagnostics.classes"],
    ["classes in another order", (r) => r.checkpoints[0].diagnostics.classes.reverse(), "in their order"],
    ["counts that are not the images'", (r) => r.checkpoints[0].diagnostics.classes[3].count++, "got 79"],
    ["a confusion with no class", (r) => (r.checkpoints[0].diagnostics.confusions[4].predicted = 26), "confusions.4"],
    ["a class name too few", (r) => r.data.classes.pop(), "one for each of 25 classes"],
    ["a superclass that there is not", (r) => (r.data.superclasses.of[2] = 99), "got 99"],
    ["two checkpoints of one name", (r) => (r.checkpoints[1].name = r.checkpoints[0].name), "twice"],
    ["an attack that is not described", (r) => (r.catalogue.attacks = []), "not described"],
    ["a corruption that is not described", (r) => r.catalogue.corruptions.pop(), "not described"],
    ["a metric that is not described", (r) => (r.comparisons[0].differences[0].metric = "magic"), "magic"],
    ["a comparison of a stranger", (r) => (r.comparisons[0].candidate = "nobody"), "nobody"],
  ])("%s", (_, damage, said) => {
    const result = JSON.parse(text);
    damage(result);
    expect(() => parseResult(result, "out/result.json")).toThrow(said);
    expect(() => parseResult(result, "out/result.json")).toThrow(/^out\/result\.json: .*make it again/);
  });

  test("and one whose parts fit is not", () => {
    const result = parseResult(JSON.parse(text), "result.json");
    expect(result.checkpoints).toHaveLength(2);
  });
});
