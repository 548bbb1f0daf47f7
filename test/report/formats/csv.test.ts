import { describe, expect, test } from "vitest";
import { csv } from "../../../src/report/formats/csv.ts";
import type { Result } from "../../../src/result/safety-result.ts";
import { golden, HOSTILE, hostileResult } from "./hostile-names.ts";

/** Records of RFC 4180: fields in quotes may hold commas, quotes (twice) and line ends. */
function parse(text: string): string[][] {
  expect(text).toMatch(/\r\n$/);
  const records: string[][] = [];
  let fields: string[] = [];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    fields.push(quoted === undefined ? bare : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    records.push(fields);
    fields = [];
  }
  return records;
}

async function rowsOf(result: Result) {
  const [{ content }] = await csv.write({ result });
  const [head, ...records] = parse(content as string);
  for (const record of records) expect(record).toHaveLength(head.length);
  return records.map((record) => Object.fromEntries(head.map((name, i) => [name, record[i]])));
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

describe("names from outside are no formulas and stay in their cells", () => {
  test.each(HOSTILE.map((name) => [name.slice(0, 40), name]))("%j", async (_, name) => {
    const rows = await rowsOf(hostileResult(name));
    expect(rows).toHaveLength((await rowsOf(golden)).length);
    for (const row of rows) expect(row["checkpoint"]).not.toMatch(/^[=+\-@\t\r]/);
  });
});
