import type { Condition } from "../../core/condition.ts";
import { described, type MetricDescription } from "../../result/catalogue.ts";
import { differenceOf } from "../../result/compared.ts";
import type { Compared } from "../../result/comparison.ts";
import { corruptionGroups } from "../../result/corruption-groups.ts";
import { meanOver, measuredConditions } from "../../result/measured.ts";
import type { CheckpointResult, Result } from "../../result/safety-result.ts";

/** One figure of one checkpoint, a fraction, with all that is known of it. */
export interface FigureRow {
  readonly checkpoint: CheckpointResult;
  readonly on: Compared;
  /** What `on` is, in words: `FGSM`, `Fog`, `noise`. Empty for clean images. */
  readonly title: string;
  readonly metric: MetricDescription;
  readonly value: number;
  readonly interval?: readonly [low: number, high: number] | undefined;
  /** Examples behind it; of a mean over corruptions those of each condition. */
  readonly count: number;
  /** Against the first checkpoint, where it was compared. */
  readonly change?: { readonly difference: number; readonly interval: readonly [number, number] } | undefined;
}

/**
 * Every figure of a result, checkpoint by checkpoint: first each measurement, then the means over the severities of each
 * corruption, family and suite, which have paired differences.
 */
export function figureRows(result: Result): readonly FigureRow[] {
  return result.checkpoints.flatMap((checkpoint) => [
    ...measuredRows(result, checkpoint),
    ...corruptionMeans(result, checkpoint),
  ]);
}

function measuredRows(result: Result, checkpoint: CheckpointResult): readonly FigureRow[] {
  return checkpoint.measurements.flatMap(({ condition, values, intervals, count }) =>
    result.catalogue.metrics.flatMap((metric): FigureRow[] => {
      const value = values[metric.id];
      if (value === null || value === undefined) return [];
      const change = differenceOf(result, checkpoint, condition, metric.id);
      const title = titleOf(condition, result);
      return [{ checkpoint, on: condition, title, metric, value, interval: intervals[metric.id], count, change }];
    }),
  );
}

function corruptionMeans(result: Result, checkpoint: CheckpointResult): readonly FigureRow[] {
  const conditions = measuredConditions([checkpoint], "corruption");
  const count = checkpoint.measurements.find(({ condition }) => condition.kind === "corruption")?.count ?? 0;
  return corruptionGroups(result.catalogue).flatMap(({ kind, title, ids }): FigureRow[] => {
    const metric = described(result.catalogue.metrics, "accuracy");
    const of = conditions.filter(({ id }) => ids.includes(id));
    const value = of.length === 0 ? Number.NaN : meanOver(checkpoint, of, metric.id);
    if (Number.isNaN(value)) return [];
    const on = { kind: "corruptions", ids: [...ids] } as const;
    const change = differenceOf(result, checkpoint, on, metric.id);
    return [{ checkpoint, on, title: kind === "corruption" ? title : `mean: ${title}`, metric, value, count, change }];
  });
}

function titleOf(condition: Condition, { catalogue }: Result): string {
  switch (condition.kind) {
    case "clean":
      return "";
    case "attack":
      return described(catalogue.attacks, condition.id).title;
    case "corruption":
      return described(catalogue.corruptions, condition.id).title;
  }
}
