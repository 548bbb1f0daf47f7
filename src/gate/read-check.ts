import { InputError } from "../core/error.ts";
import { readJson } from "../core/json.ts";
import { type CheckResult, checkResultSchema } from "../result/check-result.ts";

const MOST_CHARACTERS = 2 ** 26;

/**
 * The JSON of an earlier check, which may come from somebody else's branch: validated, and refused where its verdict is
 * not that of its checks.
 */
export async function readCheck(path: string): Promise<CheckResult> {
  const expected = "the JSON of a check (ipswap-eval/check/1)";
  const check = await readJson(path, checkResultSchema, { expected, most: MOST_CHARACTERS });
  const failed = check.checks.some(({ status }) => status === "failed");
  if (failed === (check.verdict === "failed")) return check as CheckResult;
  throw new InputError(path, { expected: `a verdict that its checks have`, got: `"${check.verdict}"` });
}
