import { InputError } from "../../core/error.ts";
import { readBounded, readBoundedIfPresent } from "../../core/regular-file.ts";
import { type Budget, budgetSchema } from "../../result/budget.ts";
import { type LocatedJson, parseLocated } from "./located-json.ts";

/** Where a budget is looked for when nobody names one. */
export const BUDGET_FILE = "ipswap.budget.json";

const MOST_BYTES = 2 ** 20;

/** A budget and where its parts stand, for errors that come up later. */
export interface ParsedBudget {
  readonly budget: Budget;
  /** A path, or `default`. */
  readonly source: string;
  /** `file:line:column` of a rule, or of one of its fields. */
  at(rule: number, field?: string): string;
}

/**
 * A budget from its text.
 *
 * @throws InputError with line and column on what is wrong
 */
export function parseBudget(text: string, file: string): ParsedBudget {
  const located = parseLocated(text, file);
  const parsed = budgetSchema.safeParse(located.value);
  if (!parsed.success) throw refused(located, parsed.error.issues);
  const budget = parsed.data;
  const at = (rule: number, field?: string) => located.at(["rules", rule, ...(field === undefined ? [] : [field])]);
  requireSense(budget, located, at);
  return { budget, source: file, at };
}

/** The budget of a file; of the conventional one, where it exists, if none is named. */
export async function readBudget(path: string | undefined): Promise<ParsedBudget | undefined> {
  const size = { most: MOST_BYTES };
  const bytes = path === undefined ? await readBoundedIfPresent(BUDGET_FILE, size) : await readBounded(path, size);
  return bytes && parseBudget(bytes.toString("utf8"), path ?? BUDGET_FILE);
}

/** A budget that no file holds. */
export function unlocated(budget: Budget): ParsedBudget {
  return { budget, source: "default", at: (rule) => `default budget, rule ${rule + 1}` };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string;
  readonly keys?: readonly string[];
}

function refused(located: LocatedJson, issues: readonly Issue[]): InputError {
  const [{ path, message, keys }] = issues;
  const field = path.map(String).join(".");
  const more = issues.length === 1 ? "" : ` (and ${issues.length - 1} more)`;
  return new InputError(located.at(keys === undefined ? path : [...path, keys[0]]), {
    expected: "a budget (ipswap-eval/budget/1)",
    got: `${field === "" ? "" : `${field}: `}${message}${more}`,
    remedy: "The schema is published as ipswap-eval/schemas/budget.json; `ipswap-eval init` writes a budget.",
  });
}

/** What a schema cannot say. */
function requireSense({ mode, rules, inconclusive }: Budget, located: LocatedJson, at: ParsedBudget["at"]): void {
  const policies = [
    { at: () => located.at(["inconclusive"]), policy: inconclusive },
    ...rules.map((rule, r) => ({ at: () => at(r, "inconclusive"), policy: rule.inconclusive })),
  ];
  const policy = policies.find((each) => each.policy !== undefined);
  if (mode === "non-inferiority" && policy !== undefined) {
    throw new InputError(policy.at(), {
      expected: "nothing in mode non-inferiority, which passes on evidence only",
      got: `"${policy.policy}"`,
      remedy: "Leave it out, or use mode regression.",
    });
  }
  for (const [r, { level, margin, min, max }] of rules.entries()) {
    if (min !== undefined && max !== undefined && min > max) {
      throw new InputError(at(r, "min"), { expected: `at most max, ${max}`, got: `${min}` });
    }
    const limitOnly = margin === undefined && (min !== undefined || max !== undefined);
    if (mode === "non-inferiority" && level !== "off" && !limitOnly && !(margin !== undefined && margin > 0)) {
      throw new InputError(at(r, margin === undefined ? undefined : "margin"), {
        expected: "a margin above 0 in mode non-inferiority",
        got: margin === undefined ? "a rule without" : `${margin}`,
        remedy: "A loss of nothing at all can never be shown: say how much is tolerable.",
      });
    }
  }
}
