import { renderToString } from "preact-render-to-string";
import { printableDeep } from "../../core/printable.ts";
import type { Result } from "../../result/safety-result.ts";
import type { Chart } from "../charts/chart.ts";
import { renderSvg } from "../charts/render-svg.ts";
import { chartsOf, reportCharts } from "../charts/report-charts.ts";
import type { ReportSource } from "../formats/format.ts";
import { printableExplanation } from "../printable-explanation.ts";
import { AttackTable } from "./attack-table.tsx";
import { renderAverages } from "./averages.tsx";
import { browserScript } from "./browser-script.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { Classes } from "./classes.tsx";
import { CleanTable } from "./clean-table.tsx";
import { CorruptionTable } from "./corruption-table.tsx";
import { Document } from "./document.tsx";
import { renderExamples } from "./examples.tsx";
import { Section } from "./section.tsx";
import { Settings } from "./settings.tsx";
import { STYLE } from "./style.ts";
import { Summary } from "./summary.tsx";
import { Verdicts } from "./verdicts.tsx";

/**
 * A result as one page that needs nothing else: no server and no request. Charts are drawn into it; light, dark and
 * print come from the same drawing. Its script sorts, filters and opens what stands in the page anyway. The same result
 * gives the same bytes.
 */
export async function renderReport(
  stored: Result,
  { explanation, answers, runs, check }: Omit<ReportSource, "result"> = {},
): Promise<string> {
  const result = printableDeep(stored);
  const { checkpoints, tool, data } = result;
  const charts = reportCharts(result, printableDeep(runs));
  const drawings = new Map(
    await Promise.all(chartsOf(charts).map(async (chart) => [chart.id, await renderSvg(chart)] as const)),
  );
  const figure = (chart: Chart) => <ChartFigure key={chart.id} chart={chart} svg={drawings.get(chart.id) ?? ""} />;
  const shown = explanation && printableExplanation(explanation);
  const averages = shown && renderAverages(result, shown);
  const examples = shown === undefined ? null : await renderExamples(result, shown, answers);
  const title = `${checkpoints.map(({ name }) => name).join(", ")} on ${data.name}`;
  const sections = [
    "summary",
    ...(check === undefined ? [] : ["verdicts"]),
    "clean",
    ...(charts.attacks.length > 0 ? ["attacks"] : []),
    ...(charts.corruptions.length > 0 ? ["corruptions"] : []),
    "classes",
    ...(averages ? ["averages"] : []),
    ...(examples ? ["examples"] : []),
    ...(charts.training.length > 0 ? ["training"] : []),
    "settings",
  ];
  const page = (
    <Document title={`${title}: reliability`} style={STYLE} script={await browserScript()}>
      <header>
        <h1>{title}</h1>
        <p class="muted">
          How far {checkpoints.length === 1 ? "this image classifier" : "these image classifiers"} can be trusted:
          calibration, attacks, corruption. Measured by {tool.name} {tool.version}.
        </p>
        <nav aria-label="Sections">
          <ul>
            {sections.map((id) => (
              <li key={id}>
                <a href={`#${id}`}>{id}</a>
              </li>
            ))}
          </ul>
        </nav>
      </header>
      <main>
        <Summary result={result} />
        {check === undefined ? null : <Verdicts check={printableDeep(check)} />}
        <Section id="clean" title="Clean images">
          <CleanTable result={result} />
          {charts.clean.map(figure)}
        </Section>
        {charts.attacks.length === 0 ? null : (
          <Section id="attacks" title="Attacks">
            {charts.attacks.map(({ space, chart }) => (
              <div key={space}>
                {figure(chart)}
                <AttackTable result={result} space={space} />
              </div>
            ))}
          </Section>
        )}
        {charts.corruptions.length === 0 ? null : (
          <Section id="corruptions" title="Corruptions">
            {charts.corruptions.map(figure)}
            <CorruptionTable result={result} />
          </Section>
        )}
        <Section id="classes" title="Classes">
          <Classes result={result} />
          {charts.classes.map(figure)}
        </Section>
        {averages}
        {examples}
        {charts.training.length === 0 ? null : (
          <Section id="training" title="Training">
            {charts.training.map(figure)}
          </Section>
        )}
        <Settings result={result} />
      </main>
    </Document>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}
