import { detectableHarm, holm } from "../../metrics/index.ts";
import { groupBy } from "../core/group-by.ts";
import type { Change, Check } from "../result/check-result.ts";
import type { Target } from "./budget/resolve-budget.ts";
import { type Evidence, isDefined } from "./evidence.ts";
import { holmLevels } from "./holm-levels.ts";

/** A change of a target and what is made of it. */
export interface Judged {
  readonly change: Change;
  readonly verdict: Exclude<Check["verdict"], "beyond limit">;
  /** Why nothing can be said. */
  readonly why?: "identical" | "undefined" | "too few examples";
}

/** A target with its evidence; none where the slice has no example. */
export interface Tested {
  readonly target: Target;
  readonly evidence: Evidence | undefined;
}

interface Rules {
  readonly mode: "regression" | "non-inferiority";
  readonly alpha: number;
  readonly identical: boolean;
}

/**
 * Verdicts over all targets that are tested for a change.
 *
 * Regression: p-values of harm beyond the margin are adjusted by Holm, those of targets that fail the gate and those that
 * are only said each by themselves, so that what is only said takes no power from what counts. `regressed` on evidence of
 * harm, `improved` on evidence of the opposite (adjusted likewise), `ok` on evidence that the harm is within the margin or,
 * without a margin, for want of evidence of harm; else `inconclusive`.
 *
 * Non-inferiority: `ok` and `improved` on evidence, without adjustment, because all must pass; a gate that ought to fail
 * passes by chance at most in a share alpha of cases.
 *
 * @returns by id of the target
 */
export function judge(tested: readonly Tested[], rules: Rules): ReadonlyMap<string, Judged> {
  const families = [...groupBy(tested, ({ target }) => target.level).values()];
  return new Map(families.flatMap((family) => judgeFamily(family, rules)));
}

function judgeFamily(
  family: readonly Tested[],
  { mode, alpha, identical }: Rules,
): readonly (readonly [string, Judged])[] {
  const testable = family.map((each) => each.evidence !== undefined && whyNot(each) === undefined);
  const pOf = (of: (evidence: Evidence) => number) =>
    family.map(({ evidence }, i) => (evidence !== undefined && testable[i] ? of(evidence) : Number.NaN));
  const p = pOf((evidence) => evidence.p);
  const improvedP = pOf((evidence) => evidence.improvedP);
  const adjust = mode === "regression";
  const adjusted = { p: adjust ? holm(p) : p, improvedP: adjust ? holm(improvedP) : improvedP };
  const levelsOf = (values: readonly number[]) => (adjust ? holmLevels(values, alpha) : values.map(() => alpha));
  const levels = { p: levelsOf(p), improvedP: levelsOf(improvedP) };
  return family.map((each, i) => {
    const numbers = { adjustedP: adjusted.p[i], improvedP: adjusted.improvedP[i] };
    const why = identical ? "identical" : whyNot(each);
    const verdict = why === undefined ? verdictOf(each.evidence as Evidence, numbers, { mode, alpha }) : undefined;
    // That a harm is within the margin is shown without adjustment, that it is an improvement with.
    const within = verdict === "improved" ? levels.improvedP[i] : alpha;
    const change = changeOf(each, numbers, [levels.p[i], within]);
    return [each.target.id, { change, verdict: verdict ?? (identical ? "ok" : "inconclusive"), ...(why && { why }) }];
  });
}

function whyNot({ target, evidence }: Tested): Judged["why"] {
  if (evidence === undefined || evidence.paired.count < target.minimumExamples) return "too few examples";
  return isDefined(evidence) ? undefined : "undefined";
}

interface Numbers {
  readonly adjustedP: number;
  readonly improvedP: number;
}

function verdictOf(
  { margin, harm, withinP }: Evidence,
  numbers: Numbers,
  { mode, alpha }: Omit<Rules, "identical">,
): Judged["verdict"] {
  if (numbers.adjustedP < alpha) return "regressed";
  if (numbers.improvedP < alpha && harm < 0) return "improved";
  if (margin === 0 && mode === "regression") return "ok";
  return withinP < alpha ? "ok" : "inconclusive";
}

function changeOf(
  { target, evidence }: Tested,
  { adjustedP, improvedP }: Numbers,
  levels: [regression: number, within: number],
): Change {
  const margin = target.margin ?? 0;
  if (evidence === undefined) {
    const nothing = {
      difference: null,
      harm: null,
      bounds: [null, null],
      p: null,
      adjustedP: null,
      withinP: null,
    } as const;
    return { margin, ...nothing, levels, improvedP: null, detectable: null, lost: null, won: null, test: "mcnemar" };
  }
  const { paired, harm, p, withinP, test } = evidence;
  const [low, high] = [evidence.bounds(1 - levels[0])[0], evidence.bounds(1 - levels[1])[1]];
  const { onlyFirst = null, onlySecond = null } = paired.discordant ?? {};
  return {
    margin,
    difference: finite(paired.values[1] - paired.values[0]),
    harm: finite(harm),
    bounds: [finite(low), finite(high)],
    levels,
    p: finite(p),
    adjustedP: finite(adjustedP),
    withinP: finite(withinP),
    improvedP: finite(improvedP),
    detectable: finite(detectableHarm(paired, { alpha: levels[0], margin })),
    lost: onlyFirst,
    won: onlySecond,
    test,
  };
}

/** JSON has no NaN and no infinity. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
