import type { Chart } from "../charts/chart.ts";
import { Scroll } from "./scroll.tsx";

/** Digits of a number in a chart's table. */
const DIGITS = 4;

/** A drawing with its words, and its table on demand. */
export function ChartFigure({ chart, svg }: { readonly chart: Chart; readonly svg: string }) {
  return (
    <figure id={chart.id} class={chart.fixedColors ? "paper" : undefined}>
      <h3>{chart.title}</h3>
      <Scroll label={chart.title}>
        <div role="img" aria-label={`${chart.title}. ${chart.description}`} dangerouslySetInnerHTML={{ __html: svg }} />
      </Scroll>
      <figcaption>{chart.description}</figcaption>
      <details>
        <summary>The numbers</summary>
        <Scroll label={`${chart.title}, the numbers`}>
          <table>
            <thead>
              <tr>
                {chart.table.columns.map((column) => (
                  <th key={column} scope="col">
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {chart.table.rows.map((row, i) => (
                <tr key={`${i}`}>
                  {row.map((cell, j) => (
                    <td key={chart.table.columns[j]}>
                      {typeof cell === "number" && !Number.isNaN(cell) ? Number(cell.toFixed(DIGITS)) : cell || "-"}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </figure>
  );
}
