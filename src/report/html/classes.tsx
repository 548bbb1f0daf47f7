import type { Result } from "../../result/safety-result.ts";
import { formatDifference, PERCENT } from "../format.ts";
import { Value } from "./metric-value.tsx";
import { Scroll } from "./scroll.tsx";

/** Most classes and confusions that are listed; the rest is in result.json. */
const MAX_CLASSES = 2000;
const MAX_CONFUSIONS = 20;

/** What each class gets right, and what is taken for what. */
export function Classes({ result }: { readonly result: Result }) {
  const { checkpoints, data } = result;
  return (
    <>
      <ClassTable result={result} />
      {checkpoints.map(({ name, diagnostics }) => (
        <details key={name}>
          <summary>Most frequent confusions of {name}</summary>
          <Scroll label={`Most frequent confusions of ${name}`}>
            <table>
              <thead>
                <tr>
                  {["true class", "taken for"].map((title) => (
                    <th key={title} class="text" scope="col">
                      {title}
                    </th>
                  ))}
                  <th scope="col">images</th>
                </tr>
              </thead>
              <tbody>
                {diagnostics.confusions.slice(0, MAX_CONFUSIONS).map(({ label, predicted, count }) => (
                  <tr key={`${label} ${predicted}`}>
                    <th scope="row">{data.classes[label]}</th>
                    <td class="text">{data.classes[predicted]}</td>
                    <td>{count}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <LeftOut
            count={diagnostics.confusions.length - MAX_CONFUSIONS + diagnostics.confusionsLeftOut}
            what="pairs"
          />
        </details>
      ))}
    </>
  );
}

function ClassTable({ result: { checkpoints, data } }: { readonly result: Result }) {
  const counted = checkpoints[0].diagnostics.classes.filter(({ count }) => count > 0);
  const shown = counted.slice(0, MAX_CLASSES);
  const compared = checkpoints.length === 2;
  return (
    <details class="searchable">
      <summary>Each class: recall and precision ({counted.length.toLocaleString("en-US")} classes)</summary>
      <p class="legend">
        Recall: share of a class's images that are recognised. Precision: share of the answers of a class that are
        right. Percent, with 95 % intervals of the recall.{" "}
        {compared ? "The change of recall is in points; no interval of it was computed." : ""}
      </p>
      <label class="search" hidden>
        Class <input type="search" placeholder="part of its name" />
      </label>
      <Scroll label="Recall and precision of each class">
        <table class="sortable">
          <thead>
            <tr>
              <th class="text" scope="col">
                class
              </th>
              <th scope="col">images</th>
              {checkpoints.flatMap(({ name }) =>
                ["recall", "precision"].map((of) => (
                  <th key={`${of} ${name}`} scope="col">
                    {of}, {name}
                  </th>
                )),
              )}
              {compared ? <th scope="col">change of recall</th> : null}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ class: index, count }) => {
              const recalls = checkpoints.map(({ diagnostics }) => diagnostics.classes[index].recall ?? Number.NaN);
              return (
                <tr key={index}>
                  <th scope="row">{data.classes[index]}</th>
                  <td>{count}</td>
                  {checkpoints.flatMap(({ name, diagnostics }, c) => {
                    const { interval, precision } = diagnostics.classes[index];
                    return [
                      <td key={`recall ${name}`}>
                        <Value value={recalls[c]} interval={interval ?? undefined} scale={PERCENT} />
                      </td>,
                      <td key={`precision ${name}`}>
                        <Value value={precision ?? Number.NaN} scale={PERCENT} />
                      </td>,
                    ];
                  })}
                  {compared ? <td>{formatDifference(recalls[1] - recalls[0], PERCENT)}</td> : null}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <LeftOut count={counted.length - shown.length} what="classes" />
    </details>
  );
}

function LeftOut({ count, what }: { readonly count: number; readonly what: string }) {
  if (count <= 0) return null;
  return (
    <p class="muted">
      {count.toLocaleString("en-US")} more {what} are left out of the page; result.json has what was stored of them.
    </p>
  );
}
