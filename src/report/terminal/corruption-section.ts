import type { Condition } from "../../core/condition.ts";
import { differenceOf, tendencyOf } from "../../result/compared.ts";
import { meanOver, measuredConditions, metricValue } from "../../result/measured.ts";
import type { CheckpointResult, Result } from "../../result/safety-result.ts";
import { formatDifference, formatDifferenceInterval, formatValue, PERCENT, type Scale } from "../format.ts";
import { type Colors, starred } from "./colors.ts";
import { plainTable } from "./table.ts";

/** The most corruptions that are listed one by one; of more, the mean of each family is shown. */
const MAX_LISTED = 6;

interface Row {
  readonly label: string;
  readonly scale: Scale;
  readonly valueIn: (checkpoint: CheckpointResult) => number;
  /** Corruptions whose mean accuracy the row shows, where that was compared. */
  readonly compared?: readonly string[];
}

/** Mean accuracy over the five severities of each corruption (or family of them), of all, and of complete suites. */
export function corruptionSection(result: Result, names: readonly string[], colors: Colors): string | undefined {
  const { checkpoints, catalogue, plan } = result;
  const conditions = measuredConditions(checkpoints, "corruption");
  if (conditions.length === 0) return undefined;
  const ids = [...new Set(conditions.map(({ id }) => id))];
  const accuracy = (label: string, chosen: readonly string[]): Row => {
    const of = conditions.filter(({ id }) => chosen.includes(id));
    return { label, scale: PERCENT, valueIn: (checkpoint) => meanOver(checkpoint, of, "accuracy"), compared: chosen };
  };
  const titles = new Map(catalogue.corruptions.map(({ id, title }) => [id, title]));
  const families = [...new Set(catalogue.corruptions.map(({ family }) => family))];
  const inFamily = (family: string) =>
    catalogue.corruptions.filter((corruption) => corruption.family === family).map(({ id }) => id);
  const listed =
    ids.length <= MAX_LISTED
      ? ids.map((id) => accuracy(titles.get(id) ?? id, [id]))
      : families.map((family) => accuracy(`${family} (${inFamily(family).length})`, inFamily(family)));
  const rows = [
    ...listed,
    ...(ids.length > 1 ? [accuracy(`all ${ids.length}`, ids)] : []),
    ...catalogue.suites
      .filter(({ corruptions }) => corruptions.length < ids.length)
      .map(({ id, corruptions }) => accuracy(id, corruptions)),
    dropFromClean(conditions),
  ];
  const source = plan.corruptedImages.from === "files" ? "from files" : `${plan.corruptedImages.constants} constants`;
  const compared = checkpoints.length === 2;
  const head = ["", ...names.map((name) => colors.bold(name)), ...(compared ? [colors.dim("change"), ""] : [])];
  const cells = rows.map((row) => [
    `  ${row.label}`,
    ...checkpoints.map((checkpoint) => {
      const difference = row.compared && differenceOf(result, checkpoint, comparedOn(row.compared), "accuracy");
      return starred(formatValue(row.valueIn(checkpoint), row.scale), tendencyOf(difference, "higher"), colors);
    }),
    ...(compared ? changeOf(result, row, colors) : []),
  ]);
  const title = `Accuracy under corruption, %: mean over severities 1 to 5, ${source}`;
  const alignments = ["left", ...names.map(() => "right"), "right", "left"] as ("left" | "right")[];
  return ` ${colors.bold(colors.cyan(title))}\n${plainTable([head, ...cells], alignments)}`;
}

const comparedOn = (ids: readonly string[]) => ({ kind: "corruptions" as const, ids });

function changeOf(result: Result, { compared, scale, valueIn }: Row, colors: Colors): readonly string[] {
  const [first, second] = result.checkpoints;
  const difference = compared && differenceOf(result, second, comparedOn(compared), "accuracy");
  return difference === undefined
    ? [formatDifference(valueIn(second) - valueIn(first), scale), ""]
    : [
        formatDifference(difference.difference, scale),
        colors.dim(formatDifferenceInterval(difference.interval, scale)),
      ];
}

function dropFromClean(conditions: readonly Condition[]): Row {
  return {
    label: "drop from clean",
    scale: PERCENT,
    valueIn: (checkpoint) =>
      metricValue(checkpoint, { kind: "clean" }, "accuracy") - meanOver(checkpoint, conditions, "accuracy"),
  };
}
