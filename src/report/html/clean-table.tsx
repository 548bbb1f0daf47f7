import { signature } from "../../core/metric-record.ts";
import { differenceOf } from "../../result/compared.ts";
import { measurementOf, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { ARROWS, ARROWS_LEGEND } from "../arrows.ts";
import { scaleOf } from "../format.ts";
import { Change, Star, Value } from "./metric-value.tsx";
import { NameColumns, Scroll } from "./scroll.tsx";

const CLEAN = { kind: "clean" } as const;

/** Every metric on clean images, with intervals, the change of two checkpoints, and signatures on demand. */
export function CleanTable({ result }: { readonly result: Result }) {
  const { checkpoints, catalogue } = result;
  const measured = catalogue.metrics.filter(({ id }) =>
    checkpoints.some((checkpoint) => !Number.isNaN(metricValue(checkpoint, CLEAN, id))),
  );
  const compared = checkpoints.length === 2;
  const count = measurementOf(checkpoints[0], CLEAN)?.count ?? 0;
  return (
    <>
      <p class="legend">
        {ARROWS_LEGEND.replaceAll(/ {2,}/g, ", ")}; 95 % confidence intervals in brackets.
        {checkpoints.length > 2 ? ` ${STARRED}` : ""}
      </p>
      <Scroll label="Metrics on clean images">
        <table>
          <thead>
            <tr>
              <th class="text" scope="col">
                metric
              </th>
              <th class="text" scope="col">
                unit
              </th>
              <NameColumns checkpoints={checkpoints} />
              {compared ? <th scope="col">change</th> : null}
              <th class="text what" scope="col">
                what it is
              </th>
            </tr>
          </thead>
          <tbody>
            {measured.map((metric) => {
              const scale = scaleOf(metric);
              return (
                <tr key={metric.id} class={metric.headline ? undefined : "minor"}>
                  <th scope="row">{metric.name}</th>
                  <td class="text">
                    {metric.unit} {ARROWS[metric.better]}
                  </td>
                  {checkpoints.map((checkpoint) => (
                    <td key={checkpoint.name}>
                      {compared ? null : (
                        <Star difference={differenceOf(result, checkpoint, CLEAN, metric.id)} better={metric.better} />
                      )}{" "}
                      <Value
                        value={metricValue(checkpoint, CLEAN, metric.id)}
                        interval={measurementOf(checkpoint, CLEAN)?.intervals[metric.id]}
                        scale={scale}
                      />
                    </td>
                  ))}
                  {compared ? (
                    <td>
                      <Change
                        difference={differenceOf(result, checkpoints[1], CLEAN, metric.id)}
                        better={metric.better}
                        scale={scale}
                      />
                    </td>
                  ) : null}
                  <td class="text what">{metric.title}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <details>
        <summary>What exactly was computed</summary>
        <ul>
          {measured.map((metric) => (
            <li key={metric.id}>
              {metric.name}: {metric.title}. <code>{signature(metric, count)}</code>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

/** What the signs beside values mean. */
export const STARRED =
  "▲ better, ▼ worse than the first checkpoint: the paired 95 % interval of the difference excludes zero.";
