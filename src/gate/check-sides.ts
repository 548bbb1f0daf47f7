import type { Budget } from "../result/budget.ts";
import { CHECK_SCHEMA, type Check, type CheckResult } from "../result/check-result.ts";
import type { ParsedBudget } from "./budget/parse-budget.ts";
import { resolveBudget, type Target } from "./budget/resolve-budget.ts";
import { requireComparable } from "./comparable.ts";
import { evidenceOf } from "./evidence.ts";
import { type Draws, measureTargets } from "./measure-targets.ts";
import { sameAnswers } from "./same-answers.ts";
import { sentenceOf } from "./sentence.ts";
import type { Side } from "./side.ts";
import { finite, type Judged, judge } from "./verdicts.ts";

/** How a gate is run. */
export interface CheckOptions {
  readonly toolVersion: string;
  /** Default: enough for the smallest p-value to count after Holm's adjustment, at least 2,000 of each, and seed 0. */
  readonly draws?: Partial<Draws>;
}

/**
 * A candidate against a baseline, as a budget has it.
 *
 * @throws InputError on a budget that does not fit the baseline
 * @throws Incomparable where the two are not of the same question
 */
export function checkSides(baseline: Side, candidate: Side, parsed: ParsedBudget, options: CheckOptions): CheckResult {
  const { budget, source } = parsed;
  const targets = resolveBudget(parsed, baseline);
  requireComparable(baseline, candidate, targets);
  const identical = sameAnswers(baseline, candidate, targets);
  const measured = measureTargets(baseline, candidate, targets, drawsFor(targets, budget.alpha, options.draws));
  const tested = targets.flatMap((target) => {
    const paired = measured.get(target.id);
    if (target.margin === undefined) return [];
    return [{ target, evidence: paired && evidenceOf(paired, target.margin) }];
  });
  const judged = judge(tested, { mode: budget.mode, alpha: budget.alpha, identical });
  const checks = targets.flatMap((target) => {
    const paired = measured.get(target.id);
    const values = { count: paired?.count ?? 0, values: paired?.values ?? ([Number.NaN, Number.NaN] as const) };
    const release = baseline.release?.values[target.id] ?? null;
    const about = { target, ...values, release };
    const change = judged.get(target.id);
    return [
      ...(change === undefined ? [] : [changeCheck(about, change, budget)]),
      ...(target.min === undefined && target.max === undefined ? [] : [limitCheck(about)]),
    ];
  });
  const { name, split, count, classes, sha256 } = baseline.data;
  return {
    schema: CHECK_SCHEMA,
    tool: { name: "ipswap-eval", version: options.toolVersion },
    verdict: checks.some(({ status }) => status === "failed") ? "failed" : "passed",
    mode: budget.mode,
    alpha: budget.alpha,
    budget: source,
    baseline: sideOf(baseline),
    candidate: sideOf(candidate),
    release: baseline.release?.name ?? null,
    data: { name, split, count, classes: classes.length, sha256 },
    identical,
    checks,
    notes: notesOf(baseline, candidate, identical),
  };
}

function drawsFor(targets: readonly Target[], alpha: number, given: Partial<Draws> = {}): Draws {
  // The smallest p-value, 1 / (draws + 1), must stay below alpha when it is multiplied by the number of tests.
  const most = Math.max(...["warn", "error"].map((level) => targets.filter((target) => target.level === level).length));
  const least = Math.min(MOST_DRAWS, Math.max(LEAST_DRAWS, Math.ceil((1.25 * most) / alpha)));
  return { resamples: least, permutations: least, seed: 0, ...given };
}

const LEAST_DRAWS = 2000;
const MOST_DRAWS = 20_000;

interface About {
  readonly target: Target;
  readonly count: number;
  readonly values: readonly [baseline: number, candidate: number];
  readonly release: number | null;
}

function commonOf({ target, count, values: [baseline, candidate], release }: About) {
  const { metric, place, slice, level } = target;
  const { id, name, unit, better } = metric;
  return {
    metric: { id, name, unit, better },
    on: place.name,
    place: place.words,
    slice: slice?.name ?? null,
    level,
    count,
    baseline: finite(baseline),
    candidate: finite(candidate),
    release,
  };
}

function changeCheck(about: About, { change, verdict, why }: Judged, budget: Budget): Check {
  const { target } = about;
  const check = { id: target.id, ...commonOf(about), change, limit: null, verdict };
  const sentence = sentenceOf(check, why, target.minimumExamples);
  return { ...check, sentence, status: statusOf(verdict, target, budget) };
}

function limitCheck(about: About): Check {
  const { target, values } = about;
  const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = target;
  const candidate = values[1];
  const limit = { min: target.min ?? null, max: target.max ?? null };
  const verdict = Number.isNaN(candidate)
    ? "inconclusive"
    : candidate >= min && candidate <= max
      ? "ok"
      : "beyond limit";
  const check = { id: `${target.id} limit`, ...commonOf(about), change: null, limit, verdict } as const;
  const status = verdict === "ok" ? "passed" : target.level === "error" ? "failed" : "warned";
  return { ...check, sentence: sentenceOf(check, undefined, 1), status };
}

function statusOf(verdict: Judged["verdict"], { level, inconclusive }: Target, budget: Budget): Check["status"] {
  if (verdict === "ok" || verdict === "improved") return "passed";
  const bad = level === "error" ? "failed" : "warned";
  if (verdict === "regressed" || budget.mode === "non-inferiority") return bad;
  const policy = inconclusive ?? budget.inconclusive ?? "warn";
  return policy === "off" ? "passed" : policy === "warn" ? "warned" : bad;
}

function sideOf({ checkpoint: { name, sha256 }, source }: Side): CheckResult["baseline"] {
  return { name, sha256, source };
}

function notesOf(baseline: Side, candidate: Side, identical: boolean): readonly string[] {
  const same = baseline.checkpoint.sha256 === candidate.checkpoint.sha256;
  return [
    ...(identical
      ? ["The two are identical: every answer that is looked at is the same, so that nothing was tested."]
      : []),
    ...(same && !identical
      ? ["Both are the same file, and its answers differ: it was read or run in another way."]
      : []),
    ...(baseline.engine === candidate.engine
      ? []
      : [`The baseline was measured with the engine ${baseline.engine}, the candidate with ${candidate.engine}.`]),
    ...candidate.doubts.map((sentence) => `Doubt about the candidate: ${sentence}`),
  ];
}
