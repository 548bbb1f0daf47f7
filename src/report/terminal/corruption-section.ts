import type { Condition } from "../../core/condition.ts";
import { differenceOf, tendencyOf } from "../../result/compared.ts";
import { type CorruptionGroup, corruptionGroups } from "../../result/corruption-groups.ts";
import { meanOver, measuredConditions, metricValue } from "../../result/measured.ts";
import type { CheckpointResult, Result } from "../../result/safety-result.ts";
import { formatDifference, formatDifferenceInterval, formatValue, PERCENT, type Scale } from "../format.ts";
import { type Colors, starred } from "./colors.ts";
import { type Alignment, plainTable } from "./table.ts";

/** The most corruptions that are listed one by one; of more, the mean of each family is shown. */
const MAX_LISTED = 6;

interface Row {
  readonly label: string;
  readonly scale: Scale;
  readonly valueIn: (checkpoint: CheckpointResult) => number;
  /** Corruptions whose mean accuracy the row shows, where that was compared. */
  readonly compared?: readonly string[];
}

/**
 * Mean accuracy over the five severities of each corruption (of more than a few: of each family), of all, and of complete
 * suites.
 *
 * @param full whether every corruption is listed, however many there are
 */
export function corruptionSection(
  result: Result,
  names: readonly string[],
  colors: Colors,
  full: boolean,
): string | undefined {
  const { checkpoints, catalogue, plan } = result;
  const conditions = measuredConditions(checkpoints, "corruption");
  if (conditions.length === 0) return undefined;
  const rows = [
    ...shownGroups(corruptionGroups(catalogue), full).map(({ kind, title, ids }): Row => {
      const of = conditions.filter(({ id }) => ids.includes(id));
      return {
        label: kind === "family" || kind === "all" ? `${title} (${ids.length})` : title,
        scale: PERCENT,
        valueIn: (checkpoint) => meanOver(checkpoint, of, "accuracy"),
        compared: ids,
      };
    }),
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
  const alignments: Alignment[] = ["left", ...names.map(() => "right" as const), "right", "left"];
  return ` ${colors.bold(colors.cyan(title))}\n${plainTable([head, ...cells], alignments)}`;
}

/** Each corruption or each family, then all where they are several, then the suites that hold not all of them. */
function shownGroups(groups: readonly CorruptionGroup[], full: boolean): readonly CorruptionGroup[] {
  const all = groups.filter(({ kind }) => kind === "all");
  const { length } = all[0]?.ids ?? [];
  const each = full || length <= MAX_LISTED ? "corruption" : "family";
  return [
    ...groups.filter(({ kind }) => kind === each),
    ...(length > 1 ? all : []),
    ...groups.filter(({ kind, ids }) => kind === "suite" && ids.length < length),
  ];
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
