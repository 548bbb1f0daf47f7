import { renderToString } from "preact-render-to-string";
import { printableDeep } from "../../core/printable.ts";
import type { Study } from "../../result/study-result.ts";
import type { Chart } from "../charts/chart.ts";
import { renderSvg } from "../charts/render-svg.ts";
import { browserScript } from "../html/browser-script.ts";
import { ChartFigure } from "../html/chart-figure.tsx";
import { Document } from "../html/document.tsx";
import { Scroll } from "../html/scroll.tsx";
import { Section } from "../html/section.tsx";
import { STYLE } from "../html/style.ts";
import { studyCharts } from "./charts/study-charts.ts";
import { type StudyTable, studyText } from "./tables.ts";

/**
 * A study as one page that needs nothing else: what may be said, tables and charts. The same study gives the same bytes.
 */
export async function renderStudy(stored: Study): Promise<string> {
  const study = printableDeep(stored);
  const { title, facts, sections, notes } = studyText(study);
  const charts = studyCharts(study);
  const drawings = new Map(
    await Promise.all(
      [...charts.over, ...charts.groups.flat()].map(async (chart) => [chart.id, await renderSvg(chart)] as const),
    ),
  );
  const figure = (chart: Chart) => <ChartFigure key={chart.id} chart={chart} svg={drawings.get(chart.id) ?? ""} />;
  const page = (
    <Document title={title} style={STYLE} script={await browserScript()}>
      <header>
        <h1>{title}</h1>
        <List items={facts} />
        <nav aria-label="Sections">
          <ul>
            {sections.map((section, i) => (
              <li key={section.title}>
                <a href={`#group-${i + 1}`}>{section.title}</a>
              </li>
            ))}
            <li>
              <a href="#notes">notes</a>
            </li>
          </ul>
        </nav>
      </header>
      <main>
        {charts.over.map(figure)}
        {sections.map((section, i) => (
          <Section key={section.title} id={`group-${i + 1}`} title={section.title}>
            <List items={section.sentences} />
            {section.tables.slice(0, 1).map(table)}
            {charts.groups[i].map(figure)}
            {section.tables.slice(1).map(table)}
          </Section>
        ))}
        <Section id="notes" title="Notes">
          <List items={notes} />
        </Section>
      </main>
    </Document>
  );
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function List({ items }: { readonly items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <ul>
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

/** Classes that mark a verdict; the rest is plain. */
const MARKED = new Set(["better", "worse"]);

function table({ title, head, rows }: StudyTable) {
  return (
    <div key={title + head.join()}>
      <h3>{title}</h3>
      <Scroll label={title}>
        <table class="sortable">
          <thead>
            <tr>
              {head.map((word, i) => (
                <th key={`${i}`} scope="col" class={i === 0 ? "text" : undefined}>
                  {word}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cells: [name, ...cells], verdict }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cells.map((cell, i) => (
                  <td
                    key={`${i}`}
                    class={
                      verdict !== undefined && MARKED.has(verdict) && head[i + 1] === "difference" ? verdict : undefined
                    }
                  >
                    {cell === "" ? "-" : cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </div>
  );
}
