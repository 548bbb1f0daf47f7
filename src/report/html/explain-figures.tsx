import type { Explanation } from "../../result/explain-result.ts";
import { ARROWS } from "../arrows.ts";
import { scaleOf } from "../format.ts";
import { Value } from "./metric-value.tsx";
import { NameColumns, Scroll } from "./scroll.tsx";

/** What the explanations are worth, as numbers with intervals; nothing where none was measured. */
export function ExplainFigures({ explanation: { checkpoints, figures } }: { readonly explanation: Explanation }) {
  if (figures.length === 0) return null;
  const chance = figures.some((figure) => figure.chance !== null);
  return (
    <Scroll label="Figures of the explanations">
      <table>
        <thead>
          <tr>
            <th class="text" scope="col">
              figure
            </th>
            <th class="text" scope="col">
              unit
            </th>
            <NameColumns checkpoints={checkpoints} />
            {chance ? <th scope="col">a map that says nothing</th> : null}
          </tr>
        </thead>
        <tbody>
          {figures.map((figure) => {
            const scale = scaleOf(figure);
            return (
              <tr key={figure.id}>
                <th scope="row" title={figure.title}>
                  {figure.name}
                </th>
                <td class="text">
                  {figure.unit} {ARROWS[figure.better]}
                </td>
                {figure.scores.map(({ value, interval }, i) => (
                  <td key={checkpoints[i].name}>
                    <Value value={value ?? Number.NaN} interval={interval ?? undefined} scale={scale} />
                  </td>
                ))}
                {chance ? (
                  <td>
                    <Value value={figure.chance ?? Number.NaN} scale={scale} />
                  </td>
                ) : null}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroll>
  );
}
