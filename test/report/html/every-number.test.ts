import { describe, expect, test } from "vitest";
import { syntheticResult } from "../../../bench/report/synthetic-result.ts";
import { renderReport } from "../../../src/report/html/render-report.tsx";
import type { CheckpointResult, Measurement, Result } from "../../../src/result/safety-result.ts";
import { golden } from "./golden-page.ts";
import { type TextTable, tableCount, tablesIn } from "./tables-in.ts";

/** Numbers that a cell must show, in order; none where it must show a dash. */
type Numbers = readonly number[];

/** Cells of a row; null for a cell of words. */
type Row = readonly (Numbers | null)[];

const FACTORS = { "%": 100, x1000: 1000, "": 1 } as const;

/** Looked up in the result by hand, without the functions that the page uses. */
function measured({ measurements }: CheckpointResult, on: Partial<Measurement["condition"]>): Measurement | undefined {
  return measurements.find(({ condition }) =>
    Object.entries(on).every(([key, value]) => (condition as Record<string, unknown>)[key] === value),
  );
}

function valued(measurement: Measurement | undefined, metric: string, factor: number): Numbers {
  const value = measurement?.values[metric];
  if (value === null || value === undefined) return [];
  return [value, ...(measurement?.intervals[metric] ?? [])].map((each) => each * factor);
}

function changed({ comparisons }: Result, on: object, metric: string, factor: number): Numbers {
  const found = comparisons[0].differences.find(
    (difference) => difference.metric === metric && JSON.stringify(difference.on) === JSON.stringify(on),
  );
  return found === undefined ? [] : [found.difference, ...found.interval].map((each) => each * factor);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What each table must show, by its label, made of the result alone. */
function expectedTables(result: Result): ReadonlyMap<string, readonly Row[]> {
  const { checkpoints, catalogue, data, plan } = result;
  const two = checkpoints.length === 2;
  const tables = new Map<string, readonly Row[]>();
  const classesOf = checkpoints[0].diagnostics.classes;

  tables.set(
    "Metrics on clean images",
    catalogue.metrics
      .filter(({ id }) => checkpoints.some((c) => typeof measured(c, { kind: "clean" })?.values[id] === "number"))
      .map(({ id, unit }) => [
        null,
        null,
        ...checkpoints.map((c) => valued(measured(c, { kind: "clean" }), id, FACTORS[unit])),
        ...(two ? [changed(result, { kind: "clean" }, id, FACTORS[unit])] : []),
        null,
      ]),
  );
  const ids = [
    ...new Set(checkpoints[0].measurements.flatMap(({ condition: c }) => (c.kind === "attack" ? [c.id] : []))),
  ];
  const spaces = { pixel: "pixels", normalized: "normalised input" };
  for (const [space, words] of Object.entries(spaces) as [keyof typeof spaces, string][]) {
    const clipped = space === "pixel" ? ", images clipped to [0, 1]" : ", not clipped";
    tables.set(
      `Accuracy under attack, epsilon in ${words}${clipped}`,
      ids.flatMap((id) =>
        checkpoints.map((c) => [
          null,
          null,
          ...plan.epsilons.map((epsilon) =>
            valued(measured(c, { kind: "attack", id, space, epsilon } as never), "accuracy", 100),
          ),
        ]),
      ),
    );
    tables.set(
      `Accuracy under attack, epsilon in ${words}, the numbers`,
      checkpoints[0].measurements.flatMap(({ condition }) =>
        condition.kind === "attack" && condition.space === space
          ? checkpoints.map((c): Row => {
              const [value, low, high] = valued(measured(c, condition), "accuracy", 1);
              return [null, null, [condition.epsilon], [value], [low], [high]];
            })
          : [],
      ),
    );
  }
  const corruptions = catalogue.corruptions.map(({ id }) => id);
  const accuracies = (c: CheckpointResult, of: readonly string[]) =>
    of.flatMap((id) =>
      [1, 2, 3, 4, 5].map(
        (severity) => measured(c, { kind: "corruption", id, severity } as never)?.values["accuracy"] as number,
      ),
    );
  // Below the corruptions stand families, suites and all, each list of corruptions once.
  const lists = [
    ...[...new Set(catalogue.corruptions.map(({ family }) => family))].map((family) =>
      catalogue.corruptions.filter((corruption) => corruption.family === family).map(({ id }) => id),
    ),
    ...catalogue.suites.map((suite) => corruptions.filter((id) => suite.corruptions.includes(id))),
    corruptions,
  ].filter((list, i, all) => list.length > 1 && all.findIndex((other) => `${other}` === `${list}`) === i);
  tables.set(
    "Mean accuracy under corruption",
    [...corruptions.map((id) => [id]), ...lists].map((of) => [
      null,
      ...checkpoints.map((c) => [100 * mean(accuracies(c, of))]),
      ...(two ? [changed(result, { kind: "corruptions", ids: of }, "accuracy", 100)] : []),
    ]),
  );
  tables.set(
    "Accuracy under corruption, the numbers",
    corruptions.flatMap((id) =>
      [1, 2, 3, 4, 5].map((severity) => [
        null,
        [severity],
        ...checkpoints.map((c) => [accuracies(c, [id])[severity - 1]]),
      ]),
    ),
  );
  tables.set(
    "Recall and precision of each class",
    classesOf.flatMap(({ count }, k): Row[] => {
      if (count === 0) return [];
      const found = checkpoints.map(({ diagnostics }) => diagnostics.classes[k]);
      const percent = (values: readonly (number | null | undefined)[]) =>
        values.flatMap((v) => (typeof v === "number" ? [100 * v] : []));
      return [
        [
          null,
          [count],
          ...found.flatMap(({ recall, interval, precision }) => [
            percent([recall, ...(interval ?? [])]),
            percent([precision]),
          ]),
          ...(two ? [percent([(found[1].recall as number) - (found[0].recall as number)])] : []),
        ],
      ];
    }),
  );
  for (const { name, diagnostics } of checkpoints) {
    tables.set(
      `Most frequent confusions of ${name}`,
      diagnostics.confusions.slice(0, 20).map(({ count }) => [null, null, [count]]),
    );
  }
  tables.set(
    "Reliability diagram, the numbers",
    checkpoints.flatMap(({ diagnostics }) =>
      diagnostics.reliability
        .filter(({ count }) => count > 0)
        .map(({ low, high, count, confidence, accuracy, interval }) => [
          null,
          ...[low, high, count, confidence, accuracy, ...(interval ?? [])].map((value) => [value as number]),
        ]),
    ),
  );
  tables.set(
    "Risk and coverage, the numbers",
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1].map((coverage) => [
      [coverage],
      ...checkpoints.map(({ diagnostics }) => {
        // The first point that accepts at least this share; ties in confidence may step over it.
        const point = diagnostics.riskCoverage.find((each) => each.coverage > coverage - 1e-9);
        return [point?.risk as number];
      }),
    ]),
  );
  if (data.classes.length <= 50) {
    tables.set(
      "What is taken for what, the numbers",
      checkpoints.flatMap(({ diagnostics }) => diagnostics.confusions.map(({ count }) => [null, null, null, [count]])),
    );
  }
  return tables;
}

/** What a table shows that it should not, in words; a number may differ by half of its last digit. */
function faults({ label, rows }: TextTable, expected: readonly Row[]): readonly string[] {
  if (rows.length !== expected.length) return [`${label}: ${rows.length} rows for ${expected.length}`];
  return rows.flatMap((cells, r) => {
    if (cells.length !== expected[r].length)
      return [`${label}, row ${r}: ${cells.length} cells for ${expected[r].length}`];
    return cells.flatMap((text, c) => {
      const wanted = expected[r][c];
      if (wanted === null) return [];
      const shown = text.match(/[-+]?\d+(\.\d+)?/g) ?? [];
      const fits =
        (wanted.length === 0 ? text === "-" : shown.length === wanted.length) &&
        shown.every((number, i) => {
          const digits = number.split(".")[1]?.length ?? 0;
          return Math.abs(Number(number) - wanted[i]) <= 0.5 * 10 ** -digits + 1e-9;
        });
      return fits ? [] : [`${label}, row ${r}, cell ${c}: "${text}" for ${wanted.join(", ")}`];
    });
  });
}

describe.each([
  ["the bundled checkpoints' result", () => golden],
  ["one of four checkpoints", () => syntheticResult({ checkpoints: 4, classes: 10, examples: 10_000 })],
  ["a large one", () => syntheticResult({ checkpoints: 2, classes: 1000, examples: 50_000 })],
])("%s: every number in every table of the page", (_, make) => {
  test("is the result's, and no table is unknown", async () => {
    const result = make();
    const html = await renderReport(result);
    const tables = tablesIn(html);
    const expected = expectedTables(result);
    expect(tables).toHaveLength(tableCount(html));
    expect(tables.map(({ label }) => label).sort()).toEqual([...expected.keys()].sort());
    expect(tables.flatMap((table) => faults(table, expected.get(table.label) ?? []))).toEqual([]);
    expect(tables.flatMap(({ rows }) => rows.flat()).length).toBeGreaterThan(500);
  });
});

test("a wrong number in a page is found", async () => {
  const html = (await renderReport(golden)).replace(/<td> (\d+)\.(\d)/, "<td> $1$2.$2");
  const expected = expectedTables(golden);
  expect(tablesIn(html).flatMap((table) => faults(table, expected.get(table.label) ?? []))).toHaveLength(1);
});
