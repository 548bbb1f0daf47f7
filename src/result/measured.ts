import { type Condition, conditionKey } from "../core/condition.ts";
import { type ConditionOf, conditionsOfKind } from "./condition.ts";
import type { CheckpointResult, Measurement } from "./safety-result.ts";

/** What a checkpoint was measured to be under a condition; undefined where it was not. */
export function measurementOf({ measurements }: CheckpointResult, wanted: Condition): Measurement | undefined {
  const key = conditionKey(wanted);
  return measurements.find(({ condition }) => conditionKey(condition) === key);
}

/** A metric of a checkpoint under a condition; NaN where it was not measured, or is not defined. */
export function metricValue(checkpoint: CheckpointResult, condition: Condition, metric: string): number {
  return measurementOf(checkpoint, condition)?.values[metric] ?? Number.NaN;
}

/** The mean of a metric over conditions; NaN where one of them was not measured. */
export function meanOver(checkpoint: CheckpointResult, conditions: readonly Condition[], metric: string): number {
  return conditions.reduce((sum, condition) => sum + metricValue(checkpoint, condition, metric), 0) / conditions.length;
}

/** Conditions of a kind that any of the checkpoints was measured under: one without a gradient has fewer. */
export function measuredConditions<Kind extends Condition["kind"]>(
  checkpoints: readonly CheckpointResult[],
  kind: Kind,
): readonly ConditionOf<Kind>[] {
  return conditionsOfKind(
    checkpoints.flatMap(({ measurements }) => measurements.map(({ condition }) => condition)),
    kind,
  );
}
