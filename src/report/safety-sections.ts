import { attacks, type NormId } from "../../attacks/index.ts";
import { suites } from "../../corruptions/index.ts";
import { headlineMetrics, type Metric, type MetricId, metrics } from "../../metrics/index.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import { groupBy } from "../core/group-by.ts";
import { ensembleId } from "../evaluate/plan.ts";
import type { CheckpointResult, Result } from "../evaluate/result.ts";
import { formatEpsilon, PERCENT, type Scale, scaleOf } from "./format.ts";

/** One line of the side-by-side table: a value per checkpoint, and which direction is good. */
export interface Row {
  readonly label: string;
  readonly scale: Scale;
  readonly better: Metric["better"];
  readonly values: readonly number[];
  /** 95 % intervals, where there are any. */
  readonly intervals?: readonly (readonly [number, number] | undefined)[];
}

export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
}

type ConditionOf<Kind extends Condition["kind"]> = Extract<Condition, { kind: Kind }>;

/** What the table of a result shows: clean images, each attack in each space, corruptions. */
export function safetySections(result: Result): readonly Section[] {
  return [cleanSection(result), ...attackSections(result), ...corruptionSections(result)];
}

function cleanSection({ checkpoints }: Result): Section {
  const clean: Condition = { kind: "clean" };
  return {
    title: "Clean images",
    rows: headlineMetrics.map((metric) => ({
      ...metricColumn(metric),
      values: valuesOf(checkpoints, clean, metric.id),
      intervals: intervalsOf(checkpoints, clean, metric.id),
    })),
  };
}

function attackSections({ checkpoints }: Result): readonly Section[] {
  const groups = groupBy(conditionsOf(checkpoints, "attack"), ({ id, space }) => `${id} ${space}`);
  return [...groups.values()].map((group) => {
    const [{ id, space }] = group;
    const attack = attacks.find((candidate) => candidate.id === id);
    const title = attack === undefined ? "the worst of these attacks for each image" : attack.title;
    const norm = attack?.norm ?? NORMS.find((candidate) => ensembleId(candidate) === id) ?? "linf";
    const count = Math.max(...checkpoints.map((checkpoint) => measurementOf(checkpoint, group[0])?.count ?? 0));
    const units =
      space === "pixel" ? "epsilon in pixels, clipped to [0, 1]" : "epsilon in normalised input, not clipped";
    return {
      title: `Accuracy under ${title}: ${units}, first ${count} images`,
      rows: group.map((condition) => ({
        label: epsilonLabel(condition, norm, checkpoints[0]),
        scale: PERCENT,
        better: "higher" as const,
        values: valuesOf(checkpoints, condition, "accuracy"),
        intervals: intervalsOf(checkpoints, condition, "accuracy"),
      })),
    };
  });
}

/** Epsilon in both spaces, by the mean std over channels, and for L-infinity in grey levels of 8 bits. */
function epsilonLabel(
  { epsilon, space }: ConditionOf<"attack">,
  norm: NormId,
  { normalization: { std } }: CheckpointResult,
): string {
  const meanStd = std.reduce((sum, value) => sum + value, 0) / std.length;
  const pixel = space === "pixel" ? epsilon : epsilon * meanStd;
  const normalized = space === "normalized" ? epsilon : epsilon / meanStd;
  const levels = norm === "linf" ? `${(pixel * 255).toFixed(2)}/255`.padStart(9) : `${norm} norm`;
  return space === "pixel"
    ? `${formatEpsilon(pixel).padEnd(6)} ${levels}, normalised ${formatEpsilon(normalized)}`
    : `${formatEpsilon(normalized).padEnd(6)} ${levels}, pixels ${formatEpsilon(pixel)}`;
}

/** Norms that an ensemble may be of. */
const NORMS = [...new Set(attacks.map(({ norm }) => norm))];

function corruptionSections({ checkpoints, plan }: Result): readonly Section[] {
  const conditions = conditionsOf(checkpoints, "corruption");
  if (conditions.length === 0) return [];
  const mean = (chosen: readonly Condition[], metric: string) => meanOf(checkpoints, chosen, metric);
  const accuracyRow = (label: string, chosen: readonly Condition[]): Row => ({
    label,
    scale: PERCENT,
    better: "higher",
    values: mean(chosen, "accuracy"),
  });
  const ids = [...new Set(conditions.map(({ id }) => id))];
  const complete = suites.filter((suite) => suite.corruptions.every(({ id }) => ids.includes(id)));
  const clean = valuesOf(checkpoints, { kind: "clean" }, "accuracy");
  const source = plan.corruptedImages.from === "files" ? "from files" : `${plan.corruptedImages.constants} constants`;
  return [
    {
      title: `Accuracy under corruption: mean over severities 1...5, ${source}`,
      rows: ids.map((id) =>
        accuracyRow(
          id,
          conditions.filter((condition) => condition.id === id),
        ),
      ),
    },
    {
      title: `All ${ids.length} corruptions together`,
      rows: [
        accuracyRow("Accuracy, mean", conditions),
        ...complete.map((suite) =>
          accuracyRow(
            `  of ${suite.id}`,
            conditions.filter(({ id }) => suite.corruptions.some((corruption) => corruption.id === id)),
          ),
        ),
        {
          ...accuracyRow("Accuracy, drop from clean", conditions),
          better: "lower",
          values: mean(conditions, "accuracy").map((value, i) => clean[i] - value),
        },
        ...(["ece", "aurc"] as const).map((id) => {
          const metric = metricOf(id);
          return { ...metricColumn(metric), label: `${metric.name}, mean`, values: mean(conditions, id) };
        }),
      ],
    },
  ];
}

function metricColumn(metric: Pick<Metric, "name" | "unit" | "better">): Pick<Row, "label" | "scale" | "better"> {
  return { label: metric.name, scale: scaleOf(metric), better: metric.better };
}

function metricOf(id: MetricId): Metric {
  return metrics.find((metric) => metric.id === id) as Metric;
}

function meanOf(
  checkpoints: readonly CheckpointResult[],
  conditions: readonly Condition[],
  metric: string,
): readonly number[] {
  const columns = conditions.map((condition) => valuesOf(checkpoints, condition, metric));
  return checkpoints.map((_, i) => columns.reduce((sum, column) => sum + column[i], 0) / columns.length);
}

function valuesOf(checkpoints: readonly CheckpointResult[], condition: Condition, metric: string): readonly number[] {
  return checkpoints.map((checkpoint) => measurementOf(checkpoint, condition)?.values[metric] ?? Number.NaN);
}

function intervalsOf(
  checkpoints: readonly CheckpointResult[],
  condition: Condition,
  metric: string,
): readonly (readonly [number, number] | undefined)[] {
  return checkpoints.map((checkpoint) => measurementOf(checkpoint, condition)?.intervals[metric]);
}

function measurementOf({ measurements }: CheckpointResult, wanted: Condition) {
  const key = conditionKey(wanted);
  return measurements.find(({ condition }) => conditionKey(condition) === key);
}

/** Conditions of a kind that any of the checkpoints was measured under: one without a gradient has fewer. */
function conditionsOf<Kind extends Condition["kind"]>(
  checkpoints: readonly CheckpointResult[],
  kind: Kind,
): readonly ConditionOf<Kind>[] {
  const conditions = checkpoints
    .flatMap(({ measurements }) => measurements.map(({ condition }) => condition))
    .filter((condition): condition is ConditionOf<Kind> => condition.kind === kind);
  return [...new Map(conditions.map((condition) => [conditionKey(condition), condition])).values()];
}
