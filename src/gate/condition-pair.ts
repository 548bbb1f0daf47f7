import { createOutcomeSample, type Outcomes, type Sample } from "../../metrics/index.ts";
import type { Condition } from "../core/condition.ts";
import type { Superclasses } from "../core/dataset.ts";
import { findCondition, outcomesUnder, type Side } from "./side.ts";

/** Both checkpoints' outcomes under one condition, of the same examples. */
export interface ConditionPair {
  readonly count: number;
  /** Samples of all examples. */
  readonly whole: readonly [Sample, Sample];
  /** Samples of these rows. */
  rows(rows: Int32Array): readonly [Sample, Sample];
}

/** Undefined where one of them was not measured under the condition. */
export function conditionPair(baseline: Side, candidate: Side, condition: Condition): ConditionPair | undefined {
  const outcomes = [baseline, candidate].map((side) => {
    const found = findCondition(side, condition);
    return found && outcomesUnder(side, found);
  });
  const [before, after] = outcomes;
  if (before === undefined || after === undefined) return undefined;
  const context = superclassesOf(baseline);
  const pairOf = (part: (outcomes: Outcomes) => Outcomes) =>
    [createOutcomeSample(part(before), context), createOutcomeSample(part(after), context)] as const;
  return {
    count: before.labels.length,
    whole: pairOf((all) => all),
    rows: (rows) => (rows.length === before.labels.length ? pairOf((all) => all) : pairOf((all) => take(all, rows))),
  };
}

function superclassesOf({ data: { superclasses } }: Side): { readonly superclasses?: Superclasses } {
  if (superclasses === null) return {};
  return { superclasses: { names: superclasses.names, of: Int32Array.from(superclasses.of) } };
}

function take({ classes, labels, predicted, confidence, nll, brier, inTop5 }: Outcomes, rows: Int32Array): Outcomes {
  const floats = (values: Float64Array) => Float64Array.from(rows, (row) => values[row]);
  return {
    classes,
    labels: Int32Array.from(rows, (row) => labels[row]),
    predicted: Int32Array.from(rows, (row) => predicted[row]),
    confidence: floats(confidence),
    nll: floats(nll),
    brier: floats(brier),
    ...(inTop5 && { inTop5: Uint8Array.from(rows, (row) => inTop5[row]) }),
  };
}
