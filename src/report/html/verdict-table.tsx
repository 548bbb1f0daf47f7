import type { Check, CheckResult } from "../../result/check-result.ts";
import { changeBounds, shownChange } from "../change-bounds.ts";
import { formatDifference, formatValue } from "../format.ts";
import { fineScaleOf } from "../terminal/metric-rows.ts";
import { Scroll } from "./scroll.tsx";

interface Props {
  readonly checks: readonly Check[];
  /** Name of the last release, where the baseline knows one. */
  readonly release: CheckResult["release"];
  readonly label: string;
}

/** Checks with their evidence: the verdict, the change with the interval that belongs to it, and what could be found. */
export function VerdictTable({ checks, release, label }: Props) {
  const heads = ["change", "baseline", "candidate", "may lose", "detects"];
  return (
    <>
      <Scroll label={label}>
        <table>
          <thead>
            <tr>
              {["metric and where", "verdict"].map((title) => (
                <th scope="col" class="text" key={title}>
                  {title}
                </th>
              ))}
              {[...heads, ...(release === null ? [] : [`since ${release}`])].map((title) => (
                <th scope="col" key={title}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <Row check={check} drift={release !== null} key={check.id} />
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="legend">
        Under each change the interval that its verdict comes from, each end at the adjusted level of its test. May
        lose: harm that is tolerated, or the limits. Detects: the smallest true harm that is found with 80 % power, were
        right answers lost at random.
      </p>
    </>
  );
}

const MARKS: Readonly<Record<Check["status"], string>> = { failed: "✗", warned: "!", passed: "✓" };

function Row({ check, drift }: { readonly check: Check; readonly drift: boolean }) {
  const { metric, place, slice, verdict, status, baseline, candidate, change, limit, release } = check;
  const scale = fineScaleOf(metric);
  const value = (number: number | null | undefined) => formatValue(number ?? Number.NaN, scale);
  const bounds = changeBounds(check);
  const since = candidate === null || release === null ? "" : formatDifference(candidate - release, scale);
  return (
    <tr>
      <th scope="row">
        {metric.name}
        {scale.unit === "" ? "" : ` (${scale.unit})`}
        <br />
        <span class="muted">{slice === null ? place : `${place}, ${slice.replace("/", " ")}`}</span>
      </th>
      <td class="text">
        <span class={paintOf(check)} title={status}>
          <span aria-hidden="true">{MARKS[status]} </span>
          {verdict}
        </span>
      </td>
      <td>
        {change === null ? "" : formatDifference(shownChange(check), scale)}
        <br />
        {bounds === null ? null : (
          <span class="interval">[{bounds.map((end) => formatDifference(end, scale)).join(", ")}]</span>
        )}
      </td>
      <td>{value(baseline)}</td>
      <td>{value(candidate)}</td>
      <td>{limit === null ? value(change?.margin) : limitText(limit, value)}</td>
      <td>{change === null ? "" : value(change.detectable)}</td>
      {drift ? <td>{since}</td> : null}
    </tr>
  );
}

function paintOf({ status, verdict }: Check): string | undefined {
  if (status === "failed" || verdict === "regressed" || verdict === "beyond limit") return "worse";
  return verdict === "improved" ? "better" : undefined;
}

function limitText({ min, max }: NonNullable<Check["limit"]>, value: (number: number | null) => string): string {
  if (min === null) return `at most ${value(max)}`;
  return max === null ? `at least ${value(min)}` : `${value(min)} to ${value(max)}`;
}
