import { describe, expect, test } from "vitest";
import { csv } from "../../../src/report/formats/csv.ts";
import type { Result } from "../../../src/result/safety-result.ts";
import { explanation, roadFigure } from "../html/golden-page.ts";
import { golden, HOSTILE, hostileResult } from "./hostile-names.ts";
import { csvRows } from "./parse-csv.ts";

async function rowsOf(result: Result) {
  const [{ content }] = await csv.write({ result });
  return csvRows(content as string);
}

test("every measured figure is a row, to its last digit, with its interval", async () => {
  const rows = await rowsOf(golden);
  let found = 0;
  for (const { name, measurements } of golden.checkpoints) {
    for (const { condition, values, intervals } of measurements) {
      for (const [metric, value] of Object.entries(values)) {
        const attack = condition.kind === "attack" ? condition : undefined;
        const row = rows.filter(
          (each) =>
            each["checkpoint"] === name &&
            each["condition"] === condition.kind &&
            each["id"] === (condition.kind === "clean" ? "" : condition.id) &&
            each["space"] === (attack?.space ?? "") &&
            each["epsilon"] === `${attack?.epsilon ?? ""}` &&
            each["severity"] === (condition.kind === "corruption" ? `${condition.severity}` : "") &&
            each["metric"] === metric,
        );
        if (value === null) expect(row).toEqual([]);
        else {
          expect(row).toHaveLength(1);
          expect(Number(row[0]["value"])).toBe(value);
          if (intervals[metric]) expect([Number(row[0]["low"]), Number(row[0]["high"])]).toEqual(intervals[metric]);
          found++;
        }
      }
    }
  }
  // The rest are the means of fog, its family and all corruptions.
  expect(rows.length).toBe(found + 3 * golden.checkpoints.length);
});

test("changes stand beside the candidate's figures", async () => {
  const rows = await rowsOf(golden);
  const changed = rows.filter((row) => row["change"] !== "");
  expect(changed.every((row) => row["checkpoint"] === golden.comparisons[0].candidate)).toBe(true);
  const fog = changed.find((row) => row["condition"] === "corruptions" && row["title"] === "Fog");
  const stored = golden.comparisons[0].differences.find(({ on }) => on.kind === "corruptions");
  expect(Number(fog?.["change"])).toBe(stored?.difference);
});

test("figures of the explanations are rows too, with interval and paired change", async () => {
  const [{ content }] = await csv.write({ result: golden, explanation: { ...explanation, figures: [roadFigure] } });
  const rows = csvRows(content as string).filter(({ condition }) => condition === "explanation");
  const named = { condition: "explanation", metric: "road", name: "ROAD", better: "higher", examples: "8" };
  const empty = { id: "", title: "", space: "", epsilon: "", severity: "" };
  const unchanged = { change: "", change_low: "", change_high: "" };
  expect(rows).toEqual([
    { ...named, ...empty, checkpoint: "hard-label", value: "0.125", low: "0.1", high: "0.15", ...unchanged },
    {
      ...{ ...named, ...empty, checkpoint: "ipswap", value: "-0.031", low: "-0.07", high: "0.01" },
      ...{ change: "-0.156", change_low: "-0.2", change_high: "-0.1" },
    },
  ]);
});

describe("names from outside are no formulas and stay in their cells", () => {
  test.each(HOSTILE.map((name) => [name.slice(0, 40), name]))("%j", async (_, name) => {
    const rows = await rowsOf(hostileResult(name));
    expect(rows).toHaveLength((await rowsOf(golden)).length);
    for (const row of rows) expect(row["checkpoint"]).not.toMatch(/^[=+\-@\t\r]/);
  });
});
