import { type Metric, metrics, type Outcomes } from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { InputError } from "../core/error.ts";
import type { Baseline, OutcomeColumn } from "../result/baseline.ts";
import type { Result } from "../result/safety-result.ts";

/** A condition that a checkpoint was measured under: on how many examples, and what is known of each. */
export interface MeasuredCondition {
  readonly condition: Condition;
  /** The first so many examples. */
  readonly count: number;
  readonly columns: readonly OutcomeColumn[];
}

/** One of the two checkpoints that a gate compares, from a stored result or a baseline file. */
export interface Side {
  /** The file or folder that it was read from. */
  readonly source: string;
  readonly tool: Result["tool"];
  readonly engine: string;
  readonly plan: Result["plan"];
  readonly data: Baseline["data"];
  readonly catalogue: Result["catalogue"];
  readonly checkpoint: Baseline["checkpoint"];
  /** Each example's place in the data set's own order. */
  readonly index: Int32Array;
  readonly labels: Int32Array;
  readonly conditions: readonly MeasuredCondition[];
  readonly release: Baseline["release"];
  readonly history: Baseline["history"];
  /** Reasons to doubt robust accuracies, a sentence each. */
  readonly doubts: readonly string[];
  /** A column of a condition, of its length; read from disk or memory when it is asked for. */
  column(condition: Condition, column: OutcomeColumn): Float64Array;
}

export function findCondition({ conditions }: Side, wanted: Condition): MeasuredCondition | undefined {
  const key = conditionKey(wanted);
  return conditions.find(({ condition }) => conditionKey(condition) === key);
}

/** What becomes of each example under a condition, of the columns that there are; a missing one is full of NaN. */
export function outcomesUnder(side: Side, { condition, count, columns }: MeasuredCondition): Outcomes {
  const read = (column: OutcomeColumn) =>
    columns.includes(column) ? side.column(condition, column) : new Float64Array(count).fill(Number.NaN);
  return {
    classes: side.data.classes.length,
    labels: side.labels.subarray(0, count),
    predicted: Int32Array.from(read("predicted")),
    confidence: read("confidence"),
    nll: read("nll"),
    brier: read("brier"),
    ...(columns.includes("top5") && { inTop5: Uint8Array.from(side.column(condition, "top5")) }),
  };
}

/** Metrics whose definition says what of the outcomes they are computed from; any other takes predictions and confidences. */
const COLUMNS_OF: Readonly<Record<string, readonly OutcomeColumn[]>> = {
  accuracy: ["predicted"],
  top5: ["top5"],
  "recall-mean": ["predicted"],
  "recall-worst": ["predicted"],
  "superclass-errors": ["predicted"],
  nll: ["nll"],
  brier: ["brier"],
};

/** The columns that a metric is computed from. */
export function columnsOf(metric: string): readonly OutcomeColumn[] {
  return COLUMNS_OF[metric] ?? ["predicted", "confidence"];
}

/** Metrics that can be computed from outcomes. */
export const gateMetrics: readonly Metric[] = (metrics as readonly Metric[]).filter(
  (metric) => !metric.wholeDistribution,
);

/** @throws InputError where a side lacks what a metric needs under a condition */
export function requireColumns(side: Side, measured: MeasuredCondition, metric: string): void {
  const missing = columnsOf(metric).filter((column) => !measured.columns.includes(column));
  if (missing.length === 0) return;
  throw new InputError(side.source, {
    expected: `${missing.join(" and ")} of each example under ${conditionKey(measured.condition)}, for ${metric}`,
    got: `a baseline that holds ${measured.columns.join(", ")}`,
    remedy: "Save the baseline again with this budget.",
  });
}
