import type { Study, StudyColumn, StudyDifference, StudyRow, StudyTest } from "../../result/study-result.ts";
import { formatDifference, formatDifferenceInterval, formatP, scaleOf } from "../format.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** What a group of rows allows to say, a sentence for each method: never more than its test and its intervals do. */
export function sentences(study: Study, rows: readonly StudyRow[]): readonly string[] {
  const column = study.columns.find(({ id }) => id === study.plan.primary);
  if (column === undefined) return [];
  const { reference } = study.plan;
  const compared = rows.flatMap(({ method, test, differences, equalCompute }) => {
    const difference = differences?.[column.id];
    if (test === null || difference === undefined) return [];
    const longer =
      equalCompute === null
        ? []
        : [{ method, against: `${reference} trained for ${equalCompute.epochs} epochs`, ...equalCompute }];
    return [{ method, against: reference, test, difference }, ...longer];
  });
  const descriptive = compared.filter(({ test }) => verdictOf(test, NOTHING, column.better) === "descriptive");
  return [
    ...(descriptive.length === 0 ? [] : [tooFewSeeds(descriptive[0].difference.seeds, rows.length - 1)]),
    ...compared.flatMap(({ method, against, test, difference }) => {
      const verdict = verdictOf(test, difference, column.better);
      return verdict === "descriptive" ? [] : [sentence(method, against, verdict, { column, test, difference })];
    }),
  ];
}

const NOTHING: StudyDifference = { mean: null, interval: null, seeds: 0 };

function tooFewSeeds(seeds: number, methods: number): string {
  return `Descriptive only: with ${seeds} ${seeds === 1 ? "seed" : "seeds"} and ${methods} ${methods === 1 ? "comparison" : "comparisons"} no adjusted p-value can come below 0.05, so no difference is claimed.`;
}

function sentence(
  method: string,
  against: string,
  verdict: Exclude<Verdict, "descriptive">,
  {
    column,
    test,
    difference,
  }: { readonly column: StudyColumn; readonly test: StudyTest; readonly difference: StudyDifference },
): string {
  const scale = scaleOf(column);
  const interval = test.interval ?? difference.interval;
  const change = difference.mean === null ? "not measured" : formatDifference(difference.mean, scale);
  const unit = column.unit === "%" ? " points" : "";
  const figures = [
    `${column.title} ${change}${unit}`,
    ...(interval === null ? [] : [formatDifferenceInterval(interval, scale)]),
    ...(test.adjusted === null ? [] : [`adjusted p ${formatP(test.adjusted)}`]),
    `${difference.seeds} seeds`,
  ].join(", ");
  switch (verdict) {
    case "better":
      return `${method} is better than ${against}: ${figures}.`;
    case "worse":
      return `${method} is worse than ${against}: ${figures}.`;
    case "unclear":
      return `No difference between ${method} and ${against} is shown: ${figures}.`;
  }
}
