import { type Condition, conditionKey } from "../core/condition.ts";
import { type Difference, differences } from "../core/differences.ts";
import { Incomparable } from "../core/error.ts";
import { groupBy } from "../core/group-by.ts";
import { printable } from "../core/printable.ts";
import type { Target } from "./budget/resolve-budget.ts";
import { conditionsIn } from "./places.ts";
import { columnsOf, findCondition, type Side } from "./side.ts";

/** Longest name of a field that is shown: many conditions may stand in it. */
const MAX_FIELD = 2000;

/**
 * Refuses two results that are not of the same question. Only what decides the gated figures must be equal: the data
 * and which examples of it, how the gated conditions were made, how the gated metrics are defined.
 *
 * @throws Incomparable with every field that differs, and both values
 */
export function requireComparable(baseline: Side, candidate: Side, targets: readonly Target[]): void {
  const conditions = conditionsIn(targets.map(({ place }) => place));
  const found = [
    ...differences(questionOf(baseline, conditions, targets), questionOf(candidate, conditions, targets)),
    ...inOneLine(conditions.flatMap((condition) => conditionDifferences(baseline, candidate, condition, targets))),
    ...rowDifference("examples", baseline.index, candidate.index),
    ...rowDifference("labels", baseline.labels, candidate.labels),
  ];
  if (found.length === 0) return;
  throw new Incomparable(
    [
      `${printable(candidate.source)} cannot be compared with ${printable(baseline.source)}: it is not of the same question.`,
      ...found.map(
        ({ field, found: before, wanted: after }) =>
          `  ${printable(field, MAX_FIELD)}: baseline ${shown(before)}, candidate ${shown(after)}`,
      ),
      "Measure the candidate as the baseline was, or accept a new baseline.",
    ].join("\n"),
  );
}

/** What must be equal, by the names that results have for it. */
function questionOf(side: Side, conditions: readonly Condition[], targets: readonly Target[]) {
  const { data, plan, engine, catalogue } = side;
  const { name, sha256, split, count, height, width, classes, superclasses } = data;
  const attacks = [...new Set(conditions.flatMap((condition) => (condition.kind === "attack" ? [condition.id] : [])))];
  const corrupted = conditions.some(({ kind }) => kind === "corruption");
  const metrics = [...new Set(targets.map(({ metric }) => metric.id))];
  const sliced = targets.some(({ slice }) => slice?.name.startsWith("superclass/"));
  return {
    data: { name, sha256, split, count, height, width, classes, ...(sliced && { superclasses }) },
    plan: {
      ...((attacks.length > 0 || corrupted) && { seed: plan.seed }),
      ...(corrupted && { corruptedImages: plan.corruptedImages }),
    },
    ...(attacks.length > 0 && { engine }),
    catalogue: {
      attacks: Object.fromEntries(
        attacks.flatMap((id) => {
          // One that was not measured is said by its conditions.
          const attack = catalogue.attacks.find((each) => each.id === id);
          if (attack === undefined) return [];
          const { norm, gradients, settings, worstOf } = attack;
          return [[id, { norm, gradients, settings, worstOf }]];
        }),
      ),
      metrics: Object.fromEntries(
        metrics.map((id) => {
          const { definition, version } = catalogue.metrics.find((metric) => metric.id === id) ?? {};
          return [id, { definition, version }];
        }),
      ),
    },
  };
}

/** What differs in a condition: `field` is behind the condition's key. */
interface ConditionDifference extends Difference {
  readonly key: string;
}

/** Conditions that differ in the same field by the same values, named together: `conditions.{a, b}.count`. */
function inOneLine(found: readonly ConditionDifference[]): readonly Difference[] {
  const alike = groupBy(found, ({ field, found: before, wanted }) => JSON.stringify([field, before, wanted]));
  return [...alike.values()].map(([first, ...others]) => {
    const keys = [first!, ...others].map(({ key }) => key);
    const named = others.length === 0 ? first!.key : `{${keys.join(", ")}}`;
    return { field: `conditions.${named}${first!.field}`, found: first!.found, wanted: first!.wanted };
  });
}

function conditionDifferences(
  baseline: Side,
  candidate: Side,
  condition: Condition,
  targets: readonly Target[],
): readonly ConditionDifference[] {
  const key = conditionKey(condition);
  const [before, after] = [baseline, candidate].map((side) => findCondition(side, condition));
  if (before === undefined || after === undefined) {
    return [{ key, field: "", found: before && "measured", wanted: after && "measured" }];
  }
  if (before.count !== after.count) return [{ key, field: ".count", found: before.count, wanted: after.count }];
  const wanted = targets.filter(({ place }) =>
    place.conditions.some((each) => conditionKey(each) === conditionKey(condition)),
  );
  const columns = new Set(wanted.flatMap(({ metric }) => columnsOf(metric.id)));
  return [...columns].flatMap((column) => {
    const has = [before, after].map((measured) => measured.columns.includes(column));
    return has[0] === has[1] ? [] : [{ key, field: `.${column}`, found: has[0], wanted: has[1] }];
  });
}

function rowDifference(field: string, before: Int32Array, after: Int32Array): readonly Difference[] {
  if (before.length !== after.length) return []; // said by `data.count`
  const row = before.findIndex((value, i) => value !== after[i]);
  return row === -1 ? [] : [{ field: `${field}[${row}]`, found: before[row], wanted: after[row] }];
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : printable(JSON.stringify(value), 100);
}
