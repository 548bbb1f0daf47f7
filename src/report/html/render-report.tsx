import { renderToString } from "preact-render-to-string";
import { printableDeep } from "../../core/printable.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { measuredConditions } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { accuracyEpsilonChart } from "../charts/accuracy-epsilon.ts";
import type { Chart } from "../charts/chart.ts";
import { corruptionHeatmap } from "../charts/corruption-heatmap.ts";
import { reliabilityDiagram } from "../charts/reliability-diagram.ts";
import { renderSvg } from "../charts/render-svg.ts";
import { riskCoverageChart } from "../charts/risk-coverage.ts";
import { printableExplanation } from "../printable-explanation.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { Classes } from "./classes.tsx";
import { renderExamples } from "./examples.tsx";
import { Settings } from "./settings.tsx";
import { STYLE } from "./style.ts";
import { Summary } from "./summary.tsx";
import { AttackTable, CleanTable, CorruptionTable } from "./tables.tsx";

/**
 * A result as one page that needs nothing else: no server, no request, no script. Charts are drawn into it; light, dark
 * and print come from the same drawing. The same result gives the same bytes.
 *
 * @param explanation examples to show, of the same data
 */
export async function renderReport(stored: Result, explanation?: Explanation): Promise<string> {
  const result = printableDeep(stored);
  const { checkpoints, tool, data } = result;
  const spaces = [...new Set(measuredConditions(checkpoints, "attack").map(({ space }) => space))];
  const attacked = await Promise.all(spaces.map((space) => drawn(accuracyEpsilonChart(result, space))));
  const [reliability, risk, corruption] = await Promise.all(
    [reliabilityDiagram(checkpoints), riskCoverageChart(checkpoints), corruptionHeatmap(result)].map(drawn),
  );
  const examples = explanation === undefined ? null : await renderExamples(printableExplanation(explanation));
  const title = `${checkpoints.map(({ name }) => name).join(", ")} on ${data.name}`;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
        />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title}: reliability`}</title>
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <main>
          <header>
            <h1>{title}</h1>
            <p class="muted">
              {tool.name} {tool.version}
            </p>
            <nav aria-label="Sections">
              <ul>
                {[
                  "summary",
                  "clean",
                  ...(spaces.length > 0 ? ["attacks"] : []),
                  ...(corruption ? ["corruptions"] : []),
                  "classes",
                  ...(examples ? ["examples"] : []),
                  "settings",
                ].map((id) => (
                  <li key={id}>
                    <a href={`#${id}`}>{id}</a>
                  </li>
                ))}
              </ul>
            </nav>
          </header>
          <Summary result={result} />
          <CleanTable result={result} />
          {reliability}
          {risk}
          {spaces.length === 0 ? null : (
            <section aria-labelledby="attacks">
              <h2 id="attacks">Attacks</h2>
              {spaces.map((space, i) => (
                <div key={space}>
                  {attacked[i]}
                  <AttackTable result={result} space={space} />
                </div>
              ))}
            </section>
          )}
          {corruption === null ? null : (
            <section aria-labelledby="corruptions">
              <h2 id="corruptions">Corruptions</h2>
              {corruption}
              <CorruptionTable result={result} />
            </section>
          )}
          <Classes result={result} />
          {examples}
          <Settings result={result} />
        </main>
      </body>
    </html>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

async function drawn(chart: Chart | undefined) {
  return chart === undefined ? null : <ChartFigure chart={chart} svg={await renderSvg(chart)} />;
}
