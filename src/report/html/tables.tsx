import type { EpsilonSpace } from "../../core/condition.ts";
import { signature } from "../../core/metric-record.ts";
import { significant } from "../../core/significant.ts";
import { described } from "../../result/catalogue.ts";
import { differenceOf } from "../../result/compared.ts";
import { meanOver, measuredConditions, measurementOf, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { ARROWS } from "../arrows.ts";
import { EPSILON_SPACES } from "../epsilon-spaces.ts";
import { PERCENT, scaleOf } from "../format.ts";
import { Change, Value } from "./metric-value.tsx";

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
    <section aria-labelledby="clean">
      <h2 id="clean">Clean images</h2>
      <Scroll label="Metrics on clean images">
        <table>
          <caption>↑ higher is better, ↓ lower is better; 95 % confidence intervals in brackets</caption>
          <thead>
            <tr>
              <th class="text">metric</th>
              <th class="text">unit</th>
              <NameColumns checkpoints={checkpoints} />
              {compared ? <th scope="col">change</th> : null}
            </tr>
          </thead>
          <tbody>
            {measured.map((metric) => {
              const scale = scaleOf(metric);
              return (
                <tr key={metric.id}>
                  <th scope="row" title={metric.title}>
                    {metric.name}
                  </th>
                  <td class="text">
                    {metric.unit} {ARROWS[metric.better]}
                  </td>
                  {checkpoints.map((checkpoint) => (
                    <td key={checkpoint.name}>
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
              <code>{signature(metric, count)}</code> {metric.title}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

/** Accuracy under each attack, a table for each space. */
export function AttackTable({ result, space }: { readonly result: Result; readonly space: EpsilonSpace }) {
  const { checkpoints, catalogue } = result;
  const conditions = measuredConditions(checkpoints, "attack").filter((condition) => condition.space === space);
  const epsilons = [...new Set(conditions.map(({ epsilon }) => epsilon))].sort((a, b) => a - b);
  const ids = [...new Set(conditions.map(({ id }) => id))];
  return (
    <Scroll label={`Accuracy under attack, ${EPSILON_SPACES[space]}`}>
      <table>
        <caption>Accuracy in percent: {EPSILON_SPACES[space]}</caption>
        <thead>
          <tr>
            <th class="text">attack</th>
            <th class="text">checkpoint</th>
            {epsilons.map((epsilon) => (
              <th key={epsilon} scope="col">
                {significant(epsilon)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ids.flatMap((id) =>
            checkpoints.map((checkpoint) => (
              <tr key={`${id} ${checkpoint.name}`}>
                <th scope="row">{described(catalogue.attacks, id).title}</th>
                <td class="text">{checkpoint.name}</td>
                {epsilons.map((epsilon) => {
                  const condition = { kind: "attack" as const, id, space, epsilon };
                  return (
                    <td key={epsilon}>
                      <Value
                        value={metricValue(checkpoint, condition, "accuracy")}
                        interval={measurementOf(checkpoint, condition)?.intervals["accuracy"]}
                        scale={PERCENT}
                      />
                    </td>
                  );
                })}
              </tr>
            )),
          )}
        </tbody>
      </table>
    </Scroll>
  );
}

/** Mean accuracy over the severities of each corruption, and over all. */
export function CorruptionTable({ result }: { readonly result: Result }) {
  const { checkpoints, catalogue } = result;
  const conditions = measuredConditions(checkpoints, "corruption");
  const ids = [...new Set(conditions.map(({ id }) => id))];
  const compared = checkpoints.length === 2;
  const rows = [
    ...ids.map((id) => ({ label: described(catalogue.corruptions, id).title, of: [id] })),
    ...(ids.length > 1 ? [{ label: `mean of all ${ids.length}`, of: ids }] : []),
  ];
  return (
    <Scroll label="Mean accuracy under corruption">
      <table>
        <caption>Accuracy in percent, mean over severities 1 to 5</caption>
        <thead>
          <tr>
            <th class="text">corruption</th>
            <NameColumns checkpoints={checkpoints} />
            {compared ? <th scope="col">change</th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ label, of }) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {checkpoints.map((checkpoint) => (
                <td key={checkpoint.name}>
                  <Value
                    value={meanOver(
                      checkpoint,
                      conditions.filter(({ id }) => of.includes(id)),
                      "accuracy",
                    )}
                    scale={PERCENT}
                  />
                </td>
              ))}
              {compared ? (
                <td>
                  <Change
                    difference={differenceOf(result, checkpoints[1], { kind: "corruptions", ids: of }, "accuracy")}
                    better="higher"
                    scale={PERCENT}
                  />
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The heads of a column for each checkpoint. */
export function NameColumns({ checkpoints }: { readonly checkpoints: readonly { readonly name: string }[] }) {
  return (
    <>
      {checkpoints.map(({ name }) => (
        <th key={name} scope="col">
          {name}
        </th>
      ))}
    </>
  );
}

/** A wide table scrolls by itself, with the keyboard too. */
export function Scroll({ label, children }: { readonly label: string; readonly children: preact.ComponentChildren }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll" aria-label={label} tabIndex={0}>
      {children}
    </section>
  );
}
