import { expect, test } from "vitest";
import { barsOf } from "../../../src/report/browser/bars.ts";

test("an answer's bars: names, percent, and what is related to the true class", () => {
  const classes = { 0: "baby", 1: "boy", 2: "bus" };
  const bars = barsOf([1, 804, 0, 96, 2, 0], 0, { classes, groups: { 0: 4, 1: 4, 2: 7 } });
  expect(bars).toEqual([
    { name: "boy", percent: "80.4", kin: "kin" },
    { name: "baby", percent: "9.6", kin: "true" },
    { name: "bus", percent: "0.0", kin: "" },
  ]);
  expect(barsOf([1, 1000], 0, { classes, groups: null })).toEqual([{ name: "boy", percent: "100.0", kin: "" }]);
});
