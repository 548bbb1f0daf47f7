import type { Metric } from "../../../metrics/index.ts";
import { InputError } from "../../core/error.ts";
import type { BudgetRule } from "../../result/budget.ts";
import { type Place, placesOf } from "../places.ts";
import { columnsOf, findCondition, gateMetrics, requireColumns, type Side } from "../side.ts";
import { type Slice, slicesOf } from "../slices.ts";
import type { ParsedBudget } from "./parse-budget.ts";
import { fits, fitsSlice, isPattern } from "./pattern.ts";

/** One thing that a budget looks at: a metric at a place, of all examples or of a slice. */
export interface Target {
  /** Unique: `accuracy clean`, `accuracy clean class/cat`. */
  readonly id: string;
  readonly metric: Metric;
  readonly place: Place;
  readonly slice: Slice | undefined;
  readonly level: "warn" | "error";
  /** Undefined where a limit alone is checked. */
  readonly margin: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly minimumExamples: number;
  /** What an inconclusive verdict does; undefined: what the budget says. */
  readonly inconclusive: BudgetRule["inconclusive"];
}

/** Examples that a metric is asked for by default; the test of a share is exact for any number. */
const MINIMUM_EXAMPLES = 400;
const MOST_TARGETS = 20_000;

/**
 * What a budget looks at in the baseline. Of the rules that fit, the last one counts; a pattern passes over what a metric
 * cannot be computed from, or cannot be tested for, and a name is an error there.
 *
 * @throws InputError with line and column on a rule that fits nothing, or asks for what cannot be had
 */
export function resolveBudget(parsed: ParsedBudget, baseline: Side): readonly Target[] {
  const conditions = baseline.conditions.map(({ condition }) => condition);
  const places = placesOf(conditions, baseline.catalogue);
  const slices = slicesOf(baseline);
  const targets = new Map<string, Target | undefined>();
  for (const [r, rule] of parsed.budget.rules.entries()) {
    const chosen = {
      metrics: choose(named(gateMetrics), rule.metric, fits, parsed.at(r, "metric"), "metric"),
      places: choose(places, rule.on, fits, parsed.at(r, "on"), "condition"),
      slices:
        rule.slice === undefined ? [undefined] : choose(slices, rule.slice, fitsSlice, parsed.at(r, "slice"), "slice"),
    };
    for (const { entry: metric } of chosen.metrics) {
      if (refused(metric, rule, parsed, r, baseline)) continue;
      for (const place of chosen.places) {
        if (isPattern(rule.metric) && !isKnown(baseline, place, metric)) continue;
        requireMeasured(baseline, place, metric);
        for (const slice of chosen.slices) {
          const id = [metric.id, place.name, ...(slice === undefined ? [] : [slice.name])].join(" ");
          targets.delete(id);
          targets.set(id, rule.level === "off" ? undefined : targetOf(id, metric, place, slice, rule));
        }
      }
    }
    if (targets.size > MOST_TARGETS) {
      throw new InputError(parsed.at(r), { expected: `at most ${MOST_TARGETS} checks in all`, got: "more" });
    }
  }
  const looked = [...targets.values()].filter((target) => target !== undefined);
  if (looked.length > 0) return looked;
  throw new InputError(parsed.at(0), { expected: "a budget that looks at something", got: "none that does" });
}

function named(list: readonly Metric[]) {
  return list.map((entry) => ({ name: entry.id, entry }));
}

/** The entries whose name fits; none is an error. */
function choose<Entry extends { readonly name: string }>(
  entries: readonly Entry[],
  pattern: string,
  isFit: (pattern: string, name: string) => boolean,
  at: string,
  what: string,
): readonly Entry[] {
  const chosen = entries.filter(({ name }) => isFit(pattern, name));
  if (chosen.length > 0) return chosen;
  const shown = entries.slice(0, NAMES_SHOWN).map(({ name }) => name);
  const more = entries.length > NAMES_SHOWN ? ` and ${entries.length - NAMES_SHOWN} more` : "";
  const expected = entries.length === 0 ? `a baseline with a ${what}` : `a ${what} of it: ${shown.join(", ")}${more}`;
  throw new InputError(at, { expected, got: `"${pattern}"` });
}

const NAMES_SHOWN = 12;

/** Whether a rule's metric cannot be had or tested; an error where the rule names it. */
function refused(metric: Metric, rule: BudgetRule, parsed: ParsedBudget, r: number, { data }: Side): boolean {
  const isNamed = !isPattern(rule.metric) && rule.level !== "off";
  const needs = metric.needs === "superclasses" && data.superclasses === null;
  if (needs && isNamed) {
    throw new InputError(parsed.at(r, "metric"), {
      expected: "a metric of data without superclasses",
      got: `"${metric.id}"`,
    });
  }
  const margin = metric.noMargin !== undefined && (rule.margin ?? 0) > 0;
  if (margin && isNamed) {
    throw new InputError(parsed.at(r, "margin"), {
      expected: `no margin for ${metric.id}, whose test against one gives more false alarms than it says (${metric.noMargin})`,
      got: `${rule.margin}`,
      remedy:
        "Leave the margin out: whether there is a change at all can be tested. Or gate the Brier score or the NLL.",
    });
  }
  return needs || margin;
}

function isKnown(side: Side, { conditions }: Place, metric: Metric): boolean {
  return conditions.every((condition) => {
    const columns = findCondition(side, condition)?.columns ?? [];
    return columnsOf(metric.id).every((column) => columns.includes(column));
  });
}

function requireMeasured(side: Side, { conditions }: Place, metric: Metric): void {
  for (const condition of conditions) {
    const measured = findCondition(side, condition);
    if (measured !== undefined) requireColumns(side, measured, metric.id);
  }
}

function targetOf(id: string, metric: Metric, place: Place, slice: Slice | undefined, rule: BudgetRule): Target {
  const { level, min, max, margin, minimumExamples, inconclusive } = rule;
  const limitOnly = margin === undefined && (min !== undefined || max !== undefined);
  return {
    id,
    metric,
    place,
    slice,
    level: level === "warn" ? "warn" : "error",
    margin: limitOnly ? undefined : (margin ?? 0),
    min,
    max,
    inconclusive,
    minimumExamples: minimumExamples ?? (metric.proportion === undefined ? MINIMUM_EXAMPLES : 1),
  };
}
