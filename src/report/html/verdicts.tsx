import type { Check, CheckResult } from "../../result/check-result.ts";
import { changeBounds, shownChange } from "../change-bounds.ts";
import { tally, worstFirst } from "../check-order.ts";
import { formatDifference, formatValue } from "../format.ts";
import { fineScaleOf } from "../terminal/metric-rows.ts";
import { Scroll } from "./scroll.tsx";
import { Section } from "./section.tsx";

/** What a gate says of the candidate against its baseline: the outcome, what failed in words, and every check. */
export function Verdicts({ check }: { readonly check: CheckResult }) {
  const { verdict, candidate, baseline, mode, alpha, budget, notes } = check;
  const { failed, warned, passed } = tally(check);
  const ordered = worstFirst(check.checks);
  const said = ordered.filter(({ status }) => status !== "passed");
  return (
    <Section id="verdicts" title="Verdicts">
      <p>
        <b class={verdict === "failed" ? "worse" : "better"}>The gate {verdict}</b>: <b>{candidate.name}</b> against{" "}
        <b>{baseline.name}</b>, {failed} failed, {warned} warned, {passed} passed. Mode {mode}, alpha {100 * alpha} %,
        budget {budget}.
      </p>
      {said.length === 0 ? null : (
        <ul>
          {said.map(({ id, status, sentence }) => (
            <li key={id}>
              <b class={status === "failed" ? "worse" : undefined}>{status}</b>: {sentence}
            </li>
          ))}
        </ul>
      )}
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
      <details open={ordered.length <= MAX_OPEN}>
        <summary>All {ordered.length} checks</summary>
        <Scroll label="Checks">
          <table>
            <thead>
              <tr>
                {HEAD.map((title) => (
                  <th scope="col" key={title}>
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {ordered.map((each) => (
                <Row check={each} key={each.id} />
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </Section>
  );
}

/** Lists up to this length stand open. */
const MAX_OPEN = 40;

const HEAD = [
  "metric",
  "where",
  "verdict",
  "status",
  "baseline",
  "candidate",
  "change",
  "interval",
  "tolerated",
  "detectable",
];

function Row({ check }: { readonly check: Check }) {
  const { metric, place, slice, verdict, status, baseline, candidate, change, limit } = check;
  const scale = fineScaleOf(metric);
  const value = (number: number | null | undefined) => formatValue(number ?? Number.NaN, scale);
  const bounds = changeBounds(check);
  return (
    <tr>
      <th scope="row">
        {metric.name}
        {scale.unit === "" ? "" : ` (${scale.unit})`}
      </th>
      <td class="text">{slice === null ? place : `${place}, ${slice}`}</td>
      <td class="text">
        <span class={status === "failed" ? "worse" : verdict === "improved" ? "better" : undefined}>{verdict}</span>
      </td>
      <td class="text">{status}</td>
      <td>{value(baseline)}</td>
      <td>{value(candidate)}</td>
      <td>{change === null ? "" : formatDifference(shownChange(check), scale)}</td>
      <td>{bounds === null ? "" : `[${bounds.map((end) => formatDifference(end, scale)).join(", ")}]`}</td>
      <td>{limit === null ? value(change?.margin) : `${value(limit.min)} to ${value(limit.max)}`}</td>
      <td>{change === null ? "" : value(change.detectable)}</td>
    </tr>
  );
}
