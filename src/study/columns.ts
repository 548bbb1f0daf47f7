import { metrics } from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { findById } from "../core/find-by-id.ts";
import type { MeasuredOutcome } from "../result/study-cell.ts";
import type { StudyColumn } from "../result/study-result.ts";

/** Metrics of clean images, in the order of the paper's table and with what its reader needs beside them. */
const CLEAN = ["accuracy", "aurc", "eaurc", "augrc", "fpr95", "ece", "brier", "nll"];

/** Key of the mean over all corruptions and severities; with a corruption's id behind it, of that over severities. */
const CORRUPTED = "corrupted";

/** The columns of a study's table: what any of its cells was measured under. */
export function columnsOf(outcomes: readonly MeasuredOutcome[]): readonly StudyColumn[] {
  const conditions = new Map<string, Condition>();
  for (const { measurements } of outcomes) {
    for (const { condition } of measurements) conditions.set(conditionKey(condition), condition);
  }
  const all = [...conditions.values()];
  const corruptions = [...new Set(all.flatMap((condition) => (condition.kind === "corruption" ? [condition.id] : [])))];
  return [
    ...(conditions.has("clean") ? CLEAN.map((id) => column("clean", id, findById(metrics, id, "metric").name)) : []),
    ...all.flatMap((condition) =>
      condition.kind === "attack"
        ? [
            column(
              conditionKey(condition),
              "accuracy",
              `${attackName(condition.id)} ${condition.epsilon} (${condition.space})`,
            ),
          ]
        : [],
    ),
    ...(corruptions.length > 0 ? [column(CORRUPTED, "accuracy", "corrupted")] : []),
    ...(corruptions.length > 1
      ? corruptions.map((id) => column(`${CORRUPTED}-${id}`, "accuracy", id.replaceAll("_", " ")))
      : []),
  ];
}

/** The worst case over attacks has an id of its own. */
const attackName = (id: string) => id.replace(/^ensemble/, "worst case");

function column(condition: string, metric: string, title: string): StudyColumn {
  const { unit, better } = findById(metrics, metric, "metric");
  return { id: `${condition}/${metric}`, title, unit, better };
}

/** A cell's figure in a column; NaN where it has none. */
export function valueIn({ measurements }: MeasuredOutcome, columnId: string): number {
  const [condition, metric] = columnId.split("/");
  if (!condition.startsWith(CORRUPTED)) {
    const found = measurements.find((measurement) => conditionKey(measurement.condition) === condition);
    return found?.values[metric] ?? Number.NaN;
  }
  const corrupted = measurements.filter(
    ({ condition: { kind, ...rest } }) =>
      kind === "corruption" && (condition === CORRUPTED || ("id" in rest && condition === `${CORRUPTED}-${rest.id}`)),
  );
  return corrupted.reduce((sum, { values }) => sum + (values[metric] ?? Number.NaN), 0) / corrupted.length;
}
