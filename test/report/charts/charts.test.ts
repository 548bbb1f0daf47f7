import { describe, expect, test } from "vitest";
import { createSample, predictionsFromProbabilities } from "../../../metrics/index.ts";
import { createRandom } from "../../../src/core/random.ts";
import { diagnosticsOf } from "../../../src/evaluate/diagnostics.ts";
import { reliabilityDiagram } from "../../../src/report/charts/reliability-diagram.ts";
import { renderSvg, withFixedColors } from "../../../src/report/charts/render-svg.ts";
import { riskCoverageChart } from "../../../src/report/charts/risk-coverage.ts";

const HOSTILE = '</text><script>alert("1")</script>';

/** Two-class predictions of n examples, right with probability 0.8. */
function diagnostics(name: string, n = 200) {
  const random = createRandom("charts").fork(name);
  const labels = Int32Array.from({ length: n }, () => random.integer(2));
  const probabilities = Array.from(labels, (label) => {
    const confidence = 0.5 + random.uniform() / 2;
    const answer = random.uniform() < 0.8 ? label : 1 - label;
    return answer === 0 ? [confidence, 1 - confidence] : [1 - confidence, confidence];
  }).flat();
  return diagnosticsOf(createSample(predictionsFromProbabilities(probabilities, labels, 2)));
}

const checkpoints = ["first", HOSTILE].map((name) => ({ name, diagnostics: diagnostics(name) }));

describe.each([reliabilityDiagram, riskCoverageChart])("%o", (chartOf) => {
  const chart = chartOf(checkpoints);

  test("is drawn without a browser, the same bytes each time, in colours that a page can set", async () => {
    const svg = await renderSvg(chart);
    expect(await renderSvg(chartOf(checkpoints))).toBe(svg);
    expect(svg).toMatch(/^<svg .*<\/svg>$/s);
    expect(svg).toContain("var(--series-1, #0072b2)");
    expect(withFixedColors(svg)).not.toContain("var(");
  });

  test("a hostile name is text", async () => {
    const svg = await renderSvg(chart);
    expect(svg).toContain("&lt;script&gt;");
    expect(svg).not.toContain("<script");
  });

  test("has words and a table of the same content", () => {
    expect(chart.description.length).toBeGreaterThan(80);
    expect(chart.table.rows.length).toBeGreaterThan(5);
    for (const row of chart.table.rows) expect(row).toHaveLength(chart.table.columns.length);
  });
});

test("the reliability diagram leaves out empty bins: two classes have no confidence below a half", () => {
  const { rows } = reliabilityDiagram([checkpoints[0]]).table;
  const filled = checkpoints[0].diagnostics.reliability.filter(({ count }) => count > 0);
  expect(rows).toHaveLength(filled.length);
  expect(Math.min(...rows.map(([, low]) => low as number))).toBeGreaterThanOrEqual(7 / 15 - 1e-12);
});

test("at full coverage the risk is the error rate", () => {
  const { rows } = riskCoverageChart([checkpoints[0]]).table;
  const wrong = checkpoints[0].diagnostics.confusions.reduce((sum, { count }) => sum + count, 0);
  expect(rows.at(-1)).toEqual([1, wrong / 200]);
});
