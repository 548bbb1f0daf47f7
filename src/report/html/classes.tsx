import type { Result } from "../../result/safety-result.ts";
import { PERCENT } from "../format.ts";
import { Value } from "./metric-value.tsx";
import { NameColumns, Scroll } from "./tables.tsx";

/** Most classes and confusions that are listed; the rest is in result.json. */
const MAX_CLASSES = 200;
const MAX_CONFUSIONS = 20;

/** What each class gets right, and what is taken for what. */
export function Classes({ result }: { readonly result: Result }) {
  const { checkpoints, data } = result;
  const first = checkpoints[0].diagnostics.classes;
  const shown = first.filter(({ count }) => count > 0).slice(0, MAX_CLASSES);
  const missing = first.filter(({ count }) => count > 0).length - shown.length;
  return (
    <section aria-labelledby="classes">
      <h2 id="classes">Classes</h2>
      <details>
        <summary>Recall of each class ({shown.length})</summary>
        <Scroll label="Recall of each class">
          <table>
            <caption>Share of a class's images that are recognised, percent, with 95 % intervals</caption>
            <thead>
              <tr>
                <th class="text">class</th>
                <th scope="col">images</th>
                <NameColumns checkpoints={checkpoints} />
              </tr>
            </thead>
            <tbody>
              {shown.map(({ class: index, count }) => (
                <tr key={index}>
                  <th scope="row">{data.classes[index]}</th>
                  <td>{count}</td>
                  {checkpoints.map(({ name, diagnostics }) => {
                    const { recall, interval } = diagnostics.classes[index];
                    return (
                      <td key={name}>
                        <Value value={recall ?? Number.NaN} interval={interval ?? undefined} scale={PERCENT} />
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        {missing > 0 ? <p class="muted">{missing} more classes are in result.json.</p> : null}
      </details>
      {checkpoints.map(({ name, diagnostics }) => (
        <details key={name}>
          <summary>Most frequent confusions of {name}</summary>
          <ol>
            {diagnostics.confusions.slice(0, MAX_CONFUSIONS).map(({ label, predicted, count }) => (
              <li key={`${label} ${predicted}`}>
                {data.classes[label]} taken for {data.classes[predicted]}: {count}
              </li>
            ))}
          </ol>
        </details>
      ))}
    </section>
  );
}
