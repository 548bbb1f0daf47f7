import type { Check, CheckResult } from "../result/check-result.ts";

const RANK: Readonly<Record<Check["status"], number>> = { failed: 0, warned: 1, passed: 2 };

/** The checks, the worst first: failed, warned, passed; among equals those with the strongest evidence of harm. */
export function worstFirst(checks: readonly Check[]): readonly Check[] {
  const doubt = ({ change, verdict }: Check) => (verdict === "beyond limit" ? -1 : (change?.adjustedP ?? 1));
  return [...checks].sort((a, b) => RANK[a.status] - RANK[b.status] || doubt(a) - doubt(b));
}

/** How many checks came out how. */
export function tally({
  checks,
}: Pick<CheckResult, "checks">): Readonly<Record<Check["status"] | "inconclusive", number>> {
  const of = (status: Check["status"]) => checks.filter((check) => check.status === status).length;
  return {
    failed: of("failed"),
    warned: of("warned"),
    passed: of("passed"),
    inconclusive: checks.filter(({ verdict }) => verdict === "inconclusive").length,
  };
}

/** The outcome in one line. */
export function headline(result: CheckResult): string {
  const { failed, warned, passed } = tally(result);
  const counts = [`${failed} failed`, `${warned} warned`, `${passed} passed`].join(", ");
  const { baseline, candidate, verdict, identical } = result;
  const names = `${candidate.name} against ${baseline.name}`;
  return `Gate ${verdict}: ${names}: ${identical ? "identical, nothing was tested" : counts}`;
}
