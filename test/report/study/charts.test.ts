import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { beforeAll, describe, expect, test } from "vitest";
import { renderSvg } from "../../../src/report/charts/render-svg.ts";
import { studyCharts } from "../../../src/report/study/charts/study-charts.ts";
import { renderStudy } from "../../../src/report/study/page.tsx";
import { sentences } from "../../../src/report/study/sentences.ts";
import type { Study } from "../../../src/result/study-result.ts";
import { planWith } from "../../study/plan.ts";
import { first, studyWith } from "../../study/study-with.ts";

/** vega-lite's own description of a specification. */
const schema = JSON.parse(
  readFileSync(new URL("../../../node_modules/vega-lite/build/vega-lite-schema.json", import.meta.url), "utf8"),
);
let valid: ReturnType<Ajv["compile"]>;
beforeAll(() => {
  valid = new Ajv({ strict: false, formats: { "color-hex": true, uri: true, "uri-reference": true } }).compile(schema);
});

const chartsOf = (study: Study) => {
  const { over, groups } = studyCharts(study);
  return [...over, ...groups.flat()];
};

/** Of 100 examples plain gets 50, 51, 52 right, ipswap ten more. */
const twoMethods = (changes: Parameters<typeof planWith>[0] = {}) =>
  studyWith(planWith(changes), (method, seed) => first((method === "plain" ? 50 : 60) + seed, 100));

const noisy = twoMethods({ labelNoise: ["0", "0.4"] });
const options = studyWith(
  planWith({
    methods: [
      { name: "plain", method: "hard-label" },
      { name: "by two", method: "ipswap", vary: { alpha: [0.5, 1], temperature: [1, 4] } },
      { name: "by one", method: "ipswap", vary: { p: [0.1, 0.5, 1] } },
    ],
  }),
  (method, seed) => first(method.length + seed, 100),
);

describe.each([
  ["over label noise", noisy, ["study-noise", "study-seeds-1", "study-seeds-2"]],
  ["over options", options, ["study-seeds-1", "study-options-1-2", "study-options-1-3"]],
])("charts %s", (_, study, ids) => {
  test("are there, and are what vega-lite's schema takes", async () => {
    const charts = chartsOf(study);
    expect(charts.map(({ id }) => id)).toEqual(ids);
    for (const chart of charts) {
      expect(valid(chart.spec), `${chart.id}: ${JSON.stringify(valid.errors?.slice(0, 3))}`).toBe(true);
      expect(await renderSvg(chart)).toMatch(/^<svg /);
    }
  });
});

test("every seed, and its difference from the reference with the same seed, by hand", () => {
  const [chart] = chartsOf(twoMethods());
  expect(chart.table.rows).toEqual([
    ["plain", "0", 50, null],
    ["plain", "1", 51, null],
    ["plain", "2", 52, null],
    ...[60, 61, 62].map((value, seed) => ["ipswap", `${seed}`, value, expect.closeTo(10, 9)]),
  ]);
});

test("a failed seed has no point", () => {
  const study = studyWith(planWith(), (method, seed) =>
    method === "ipswap" && seed === 1 ? undefined : first(50 + seed, 100),
  );
  expect(chartsOf(study)[0].table.rows).toHaveLength(5);
});

test("the curve over label noise has the mean of each share, by hand", () => {
  const [chart] = chartsOf(noisy);
  expect(chart.table.rows).toEqual([
    ["resnet8", "plain", 0, expect.closeTo(51, 9)],
    ["resnet8", "ipswap", 0, expect.closeTo(61, 9)],
    ["resnet8", "plain", 0.4, expect.closeTo(51, 9)],
    ["resnet8", "ipswap", 0.4, expect.closeTo(61, 9)],
  ]);
});

test("a heat map over two options, a curve over one", () => {
  const [, heat, curve] = chartsOf(options);
  // Names are "by two alpha=0.5 temperature=1" and so on: as long as examples are right of seed 0; the mean is one more.
  expect(heat.table.rows).toEqual(
    [
      ["", "0.5", "1", 0.31],
      ["", "0.5", "4", 0.31],
      ["", "1", "1", 0.29],
      ["", "1", "4", 0.29],
    ].map(([panel, row, column, value]) => [panel, row, column, expect.closeTo(value as number, 9)]),
  );
  expect(curve.table.rows.map(([, , p]) => p)).toEqual([0.1, 0.5, 1]);
});

describe("the page", () => {
  test("has what may be said, every table, every chart, and makes no request", async () => {
    const page = await renderStudy(noisy);
    for (const sentence of sentences(noisy, noisy.rows.slice(0, 2))) expect(page).toContain(sentence);
    expect(page.match(/<figure /g)).toHaveLength(chartsOf(noisy).length);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(await renderStudy(noisy)).toBe(page);
  });

  test("names are text", async () => {
    const name = "<script>alert(1)</script>";
    const methods = [
      { name: "plain", method: "hard-label" },
      { name, method: "ipswap" },
    ];
    const page = await renderStudy(twoMethods({ methods, title: name }));
    expect(page).not.toContain(name);
    expect(page).toContain("&lt;script");
  });
});
