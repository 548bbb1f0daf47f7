import type { CheckResult } from "../../result/check-result.ts";

/** Exit codes of the program; a retry, in a queue of jobs, can help after the last two only. */
export const EXIT_CODES = {
  passed: 0,
  /** A fault of the program or of the system. */
  unexpected: 1,
  /** Wrong use or input. */
  input: 2,
  /** Two results that are not of the same question. */
  incomparable: 3,
  /** Robust accuracies that there is a reason to doubt, where that was asked about. */
  unreliable: 4,
  /** A gate says no. */
  failed: 100,
} as const;

/** What the process exits with after a check; warnings never fail, and nothing does where only the report is wanted. */
export function exitCodeOf({ verdict }: Pick<CheckResult, "verdict">, softFail: boolean): 0 | 100 {
  return verdict === "failed" && !softFail ? EXIT_CODES.failed : EXIT_CODES.passed;
}
