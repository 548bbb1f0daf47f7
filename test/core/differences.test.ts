import { describe, expect, test } from "vitest";
import { describeDifferences, differences } from "../../src/core/differences.ts";

describe("differences", () => {
  test.each([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1, b: { c: [1, 2] } }, { a: 2, b: { c: [1, 2] } }, ["a"]],
    [{ plan: { seed: 1, ids: ["x"] } }, { plan: { seed: 2, ids: ["x", "y"] } }, ["plan.seed", "plan.ids"]],
    [{ nets: [{ name: "a" }, { name: "b" }] }, { nets: [{ name: "a" }, { name: "c" }] }, ["nets[1].name"]],
    [{ nets: [{ name: "a" }] }, { nets: [{ name: "a" }, { name: "c" }] }, ["nets"]],
    [{ more: 1 }, {}, ["more"]],
    [{}, { more: null }, ["more"]],
    [{ a: { b: 1 } }, { a: null }, ["a"]],
    [1, 2, [""]],
  ])("of %j and %j", (found, wanted, fields) => {
    expect(differences(found, wanted).map(({ field }) => field)).toEqual(fields);
  });

  test("have both values", () => {
    expect(differences({ seed: 3 }, { seed: 4 })).toEqual([{ field: "seed", found: 3, wanted: 4 }]);
  });
});

describe("describeDifferences", () => {
  test("names the first ones with both values, shortened and safe to show", () => {
    const found = { a: 1, b: "\u001b[2J", c: "x".repeat(99), d: 4, e: 5, f: 6 };
    const text = describeDifferences(differences(found, { a: 2 }));
    expect(text).toBe(
      `a 1 (now 2), b "\\u001b[2J" (now nothing), c "${"x".repeat(59)}... (41 more characters) (now nothing), d 4 (now nothing) and 2 more`,
    );
  });
});
