import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_VIEW, formatView, parseView, type View } from "../../../src/report/browser/view.ts";

const place = fc.integer({ min: 0, max: 999_999 });
const view: fc.Arbitrary<View> = fc.record({
  which: fc.oneof(
    fc.constantFrom("all", "errors"),
    fc.tuple(fc.nat(99), fc.nat(99)).map((pair) => pair.join("-")),
  ),
  label: fc.option(place, { nil: undefined }),
  condition: place,
  map: fc.constantFrom("predicted" as const, "true" as const),
  opacity: fc.integer({ min: 0, max: 100 }),
  open: fc.option(place, { nil: undefined }),
});

test("a link leads to the view that it was made of", () => {
  fc.assert(
    fc.property(view, (seen) => {
      expect(parseView(formatView(seen))).toEqual(seen);
    }),
  );
});

test("the view in the beginning is the plain anchor of the section", () => {
  expect(formatView(DEFAULT_VIEW)).toBe("#examples");
});

test("other anchors are not views, and what a link says wrongly is as in the beginning", () => {
  for (const other of ["", "#", "#summary", "#example-17", "#examples-section"])
    expect(parseView(other)).toBeUndefined();
  const wrong = "#examples?which=<img>&label=-1&condition=1e9&opacity=900&open=x&more=1";
  expect(parseView(wrong)).toEqual({ ...DEFAULT_VIEW, opacity: 100 });
  fc.assert(fc.property(fc.string(), (text) => parseView(`#examples?${text}`) !== undefined));
});
