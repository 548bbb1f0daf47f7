import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { headlineMetrics, improvement, metrics, printedScale, signature } from "../../metrics/index.ts";

describe.each(metrics)("$id", (metric) => {
  test("is named as its file", () => {
    expect(metric.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(existsSync(new URL(`../../metrics/${metric.id}.ts`, import.meta.url))).toBe(true);
  });
  test("says where it comes from", () => {
    expect(metric.title.length).toBeGreaterThan(10);
    expect(metric.source.length).toBeGreaterThan(10);
    expect(metric.range[0]).toBeLessThan(metric.range[1]);
  });
  test("has a signature of printable parts", () => {
    expect(signature(metric, 10)).toMatch(/^[^|\s][^|]*(\|[a-z]+:[^|:\s]+)*\|n:10\|v:\d+$/);
  });
});

test("ids and names are unique", () => {
  expect(new Set(metrics.map(({ id }) => id)).size).toBe(metrics.length);
  expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
});

test("the table of a report: accuracy first, then ranking, calibration and losses", () => {
  const ids = headlineMetrics.map(({ id }) => id);
  expect(ids).toEqual(["accuracy", "top5", "aurc", "eaurc", "augrc", "fpr95", "ece", "brier", "nll"]);
});

test("the signature of the documentation", () => {
  const aurc = metrics.find(({ id }) => id === "aurc");
  expect(aurc && signature(aurc, 10000)).toBe("AURC|score:msp|ties:expected|est:mean|n:10000|v:1");
});

test("improvement is positive where it gets better", () => {
  expect(improvement({ better: "higher" }, 0.5, 0.75)).toBe(0.25);
  expect(improvement({ better: "lower" }, 0.5, 0.75)).toBe(-0.25);
  expect(improvement({ better: "zero" }, -0.5, 0.25)).toBe(0.25);
});

test("printed scales", () => {
  expect([printedScale({ unit: "%" }), printedScale({ unit: "x1000" }), printedScale({ unit: "" })]).toEqual([
    100, 1000, 1,
  ]);
});
