import { counted } from "../../core/counted.ts";
import { significant } from "../../core/significant.ts";
import type { Check, CheckResult } from "../../result/check-result.ts";
import { tally, worstFirst } from "../check-order.ts";
import { Section } from "./section.tsx";
import { VerdictTable } from "./verdict-table.tsx";

/** What a gate says of the candidate against its baseline: the outcome, what failed in words, and every check. */
export function Verdicts({ check }: { readonly check: CheckResult }) {
  const ordered = worstFirst(check.checks);
  const said = ordered.filter(({ status }) => status !== "passed");
  const undecided = said.filter(({ status, verdict }) => status === "warned" && verdict === "inconclusive");
  const quiet = ordered.filter(({ status, slice }) => status === "passed" && slice !== null);
  const shown = ordered.filter((each) => !quiet.includes(each));
  return (
    <Section id="verdicts" title="Verdicts">
      <Outcome check={check} />
      <Sentences checks={said.filter((each) => !undecided.includes(each))} />
      {check.identical ? null : <VerdictTable checks={shown} release={check.release} label="Checks" />}
      {undecided.length === 0 ? null : (
        <details>
          <summary>{undecided.length} inconclusive, in words</summary>
          <Sentences checks={undecided} />
        </details>
      )}
      {quiet.length === 0 ? null : (
        <details>
          <summary>{counted(quiet.length, "slice")} that passed</summary>
          <VerdictTable checks={quiet} release={check.release} label="Slices that passed" />
        </details>
      )}
      {check.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </Section>
  );
}

function Outcome({ check }: { readonly check: CheckResult }) {
  const { verdict, candidate, baseline, release, mode, alpha, budget, identical } = check;
  const { failed, warned, passed } = tally(check);
  const failing = verdict === "failed";
  return (
    <div class={`tendency ${failing ? "of-worse" : "of-better"}`}>
      <p>
        <b class={failing ? "worse" : "better"}>The gate {verdict}</b>: <b>{candidate.name}</b> against{" "}
        <b>{baseline.name}</b>.{" "}
        {identical ? "Nothing was tested." : `${failed} failed, ${warned} warned, ${passed} passed.`}
      </p>
      <p class="group">
        Budget {budget}: mode {mode}, alpha {significant(100 * alpha)} %
        {mode === "regression" ? ", adjusted by Holm over all checks of one level" : ", every check must pass"}.
        {release === null ? "" : ` The last release is ${release}.`}
      </p>
    </div>
  );
}

function Sentences({ checks }: { readonly checks: readonly Check[] }) {
  if (checks.length === 0) return null;
  return (
    <ul>
      {checks.map(({ id, status, sentence }) => (
        <li key={id}>
          <b class={status === "failed" ? "worse" : undefined}>{status}</b>: {sentence}
        </li>
      ))}
    </ul>
  );
}
