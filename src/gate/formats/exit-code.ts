import type { CheckResult } from "../../result/check-result.ts";

/** What the process exits with after a check; warnings never fail, and nothing does where only the report is wanted. */
export function exitCodeOf({ verdict }: Pick<CheckResult, "verdict">, softFail: boolean): 0 | 100 {
  return verdict === "failed" && !softFail ? 100 : 0;
}
