import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { syntheticResult } from "../../../bench/report/synthetic-result.ts";
import { chartFiles } from "../../../src/report/charts/chart-files.ts";
import { chartsOf, reportCharts } from "../../../src/report/charts/report-charts.ts";
import type { TrainingRun } from "../../../src/report/training-run.ts";
import { golden } from "../html/golden-page.ts";

/** vega-lite's own description of a specification. */
const schema = JSON.parse(
  readFileSync(new URL("../../../node_modules/vega-lite/build/vega-lite-schema.json", import.meta.url), "utf8"),
);

const runs: readonly TrainingRun[] = ["one", "two"].map((name, r) => ({
  name,
  epochs: Array.from({ length: 450 }, (_, i) => ({
    epoch: i + 1,
    loss: 2 / (i + 1) + r,
    accuracy: 1 - 1 / (i + 2),
    ...(i % 10 === 9 && { testAccuracy: 0.5 }),
  })),
}));

let ajv: Ajv;
let valid: ReturnType<Ajv["compile"]>;
beforeAll(() => {
  ajv = new Ajv({ strict: false, formats: { "color-hex": true, uri: true, "uri-reference": true } });
  valid = ajv.compile(schema);
});

describe.each([
  ["two checkpoints", golden],
  ["four checkpoints", syntheticResult({ checkpoints: 4, classes: 12, examples: 1000 })],
])("every chart of %s", (_, result) => {
  const charts = chartsOf(reportCharts(result, runs));
  test("ids are distinct file names, and all kinds are there", () => {
    const ids = charts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z-]+$/);
    expect(ids).toEqual([
      "reliability-diagram",
      "risk-coverage",
      "accuracy-epsilon-pixel",
      "accuracy-epsilon-normalized",
      "corruption-heatmap",
      "confusion-matrix",
      "training-curves",
    ]);
  });

  test("is a specification that vega-lite's schema accepts, and a drawing in fixed colours as SVG and PNG", async () => {
    for (const chart of charts) {
      const [specification, svg, png] = (await chartFiles(chart)).map(({ content }) => content);
      const ok = valid(JSON.parse(specification as string));
      expect(ok, `${chart.id}: ${ajv.errorsText(valid.errors)}`).toBe(true);
      expect(svg).toMatch(/^<svg /);
      expect(svg).not.toContain("var(");
      expect(specification).not.toContain("var(");
      const { format, width, height } = await sharp(png as Uint8Array).metadata();
      const [, w, h] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg as string) ?? [];
      expect(format).toBe("png");
      // Two pixels of the picture for each of the drawing's.
      expect(Math.abs(width - 2 * Number(w))).toBeLessThanOrEqual(2);
      expect(Math.abs(height - 2 * Number(h))).toBeLessThanOrEqual(2);
    }
  });
});

test("curves of long runs keep every second or third epoch, and the last", () => {
  const table = chartsOf(reportCharts(golden, runs)).find(({ id }) => id === "training-curves")?.table;
  const epochs = (table?.rows ?? []).filter(([run]) => run === "one").map(([, epoch]) => epoch);
  // 450 epochs in at most 200 points: every third, from the first, and the 450th.
  expect(epochs).toHaveLength(151);
  expect(epochs.slice(0, 3)).toEqual([1, 4, 7]);
  expect(epochs.at(-1)).toBe(450);
});

test("the best possible order at 75 % accuracy rejects the wrong quarter first", () => {
  const checkpoint = {
    ...golden.checkpoints[0],
    diagnostics: { ...golden.checkpoints[0].diagnostics, riskCoverage: [{ coverage: 1, risk: 0.25 }] },
  };
  const [, risk] = chartsOf(reportCharts({ ...golden, checkpoints: [checkpoint] }));
  const points = JSON.stringify(risk.spec);
  // Risk 0 up to coverage 0.75, then 1 - 0.75 / c: at 0.8, 0.0625.
  expect(points).toMatch(/"coverage":0\.75,"risk":0\}/);
  expect(points).toMatch(/"coverage":0\.8,"risk":0\.0625\}/);
});
