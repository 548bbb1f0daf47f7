import { significant } from "../../core/significant.ts";
import { described, type MetricDescription } from "../../result/catalogue.ts";
import { differenceOf, tendencyOf } from "../../result/compared.ts";
import type { Compared } from "../../result/comparison.ts";
import { corruptionGroups } from "../../result/corruption-groups.ts";
import { meanOver, measuredConditions, measurementOf, metricValue } from "../../result/measured.ts";
import type { CheckpointResult, Result } from "../../result/safety-result.ts";
import { formatValue, PERCENT, scaleOf } from "../format.ts";
import type { ReportFormat } from "./format.ts";
import { explanationTable } from "./latex-explanations.ts";
import { latexTable } from "./latex-table.ts";
import { latexComment, latexText } from "./latex-text.ts";

/** Columns of the paper's main table, where they were measured. */
const METRICS = ["accuracy", "aurc", "fpr95", "ece", "brier"];
const CLEAN = { kind: "clean" } as const;

/** A table: what it shows, the heads of its columns, and groups of a row for each checkpoint. */
interface LatexTable {
  readonly label: string;
  readonly caption: string;
  /** LaTeX already. */
  readonly columns: readonly string[];
  readonly groups: readonly RowGroup[];
}

interface RowGroup {
  /** Over the rows; none where there is one group. */
  readonly title?: string;
  readonly cells: (checkpoint: CheckpointResult) => readonly string[];
}

/**
 * Tables in the layout of the paper, with booktabs: the metrics with the mean accuracy under corruption (its table 10),
 * the accuracy at each epsilon (12), the mean error under each corruption (11); and the figures of explanations, where there
 * are some. A row for each checkpoint; a star says that the paired interval of the difference from the first excludes zero.
 */
export const latex = {
  id: "latex",
  title: "tables in the paper's layout (booktabs)",
  async write({ result, explanation }) {
    const tables = [mainTable(result), ...attackTables(result), ...corruptionTable(result)];
    const explanations = explanation === undefined ? [] : explanationTable(explanation);
    const head = [
      `${result.tool.name} ${result.tool.version}; needs \\usepackage{booktabs} and \\usepackage{graphicx}`,
      ...(result.command === null ? [] : [result.command]),
    ];
    const text = [head.map(latexComment).join("\n"), ...tables.map((table) => written(table, result)), ...explanations];
    return [{ path: "report.tex", content: `${text.join("\n\n")}\n` }];
  },
} as const satisfies ReportFormat;

function written({ label, caption, columns, groups }: LatexTable, { checkpoints }: Result): string {
  const star = checkpoints.length > 1 ? ` ${STAR}` : "";
  return latexTable({
    label,
    caption: `${caption}${star}`,
    align: `l${"r".repeat(columns.length)}`,
    columns: ["", ...columns],
    groups: groups.map(({ title, cells }) => ({
      ...(title !== undefined && { title }),
      rows: checkpoints.map((checkpoint) => [latexText(checkpoint.name), ...cells(checkpoint)]),
    })),
  });
}

/** A value, with a star where it differs from the first checkpoint's; a dash where there is none. */
function cell(
  result: Result,
  checkpoint: CheckpointResult,
  of: { readonly on: Compared; readonly metric: MetricDescription; readonly value: number },
): string {
  const scale = of.on.kind === "clean" ? scaleOf(of.metric) : PERCENT;
  if (Number.isNaN(of.value)) return "--";
  const text = formatValue(of.value, scale);
  const tendency = tendencyOf(differenceOf(result, checkpoint, of.on, of.metric.id), of.metric.better);
  return `$${text}$${tendency === "unclear" ? "" : "\\rlap{*}"}`;
}

const STAR = "*: the paired 95\\,\\% interval of the difference from the first row excludes zero.";

function mainTable(result: Result): LatexTable {
  const { catalogue, checkpoints, data } = result;
  const metrics = METRICS.flatMap((id) => catalogue.metrics.filter((metric) => metric.id === id));
  const accuracy = described(catalogue.metrics, "accuracy");
  const attacked = shownAttacks(result);
  const corrupted = measuredConditions(checkpoints, "corruption");
  const ids = catalogue.corruptions.map(({ id }) => id);
  const count = measurementOf(checkpoints[0], CLEAN)?.count ?? data.count;
  return {
    label: "reliability",
    caption: `Reliability on ${latexText(data.name)} (${count} images). AURC is times 1000, the others are in \\%.`,
    columns: [
      ...metrics.map(({ name }) => latexText(name)),
      ...attacked.map(
        ({ id, epsilon }) => `${latexText(described(catalogue.attacks, id).title)} ${significant(epsilon)}`,
      ),
      ...(corrupted.length > 0 ? ["corrupted"] : []),
    ],
    groups: [{ cells: cellsOf }],
  };

  function cellsOf(checkpoint: CheckpointResult): readonly string[] {
    return [
      ...metrics.map((metric) =>
        cell(result, checkpoint, { on: CLEAN, metric, value: metricValue(checkpoint, CLEAN, metric.id) }),
      ),
      ...attacked.map((on) =>
        cell(result, checkpoint, { on, metric: accuracy, value: metricValue(checkpoint, on, "accuracy") }),
      ),
      ...(corrupted.length > 0
        ? [
            cell(result, checkpoint, {
              on: { kind: "corruptions", ids },
              metric: accuracy,
              value: meanOver(checkpoint, corrupted, "accuracy"),
            }),
          ]
        : []),
    ];
  }
}

/** Of the attacks the paper's epsilons, .001 and .01, where they were measured; in its space if that was. */
function shownAttacks(result: Result) {
  const conditions = measuredConditions(result.checkpoints, "attack");
  const space = conditions.some((condition) => condition.space === "normalized") ? "normalized" : "pixel";
  const of = conditions.filter(
    ({ id, space: measured }) => measured === space && described(result.catalogue.attacks, id).worstOf === null,
  );
  const paper = of.filter(({ epsilon }) => epsilon === 0.001 || epsilon === 0.01);
  const ids = [...new Set(of.map(({ id }) => id))];
  return ids.flatMap((id) => paper.filter((condition) => condition.id === id));
}

/** A table for each space, with a group of rows for each attack: the paper's table 12. */
function attackTables(result: Result): readonly LatexTable[] {
  const { catalogue, checkpoints } = result;
  const conditions = measuredConditions(checkpoints, "attack");
  const metric = described(catalogue.metrics, "accuracy");
  return (["pixel", "normalized"] as const).flatMap((space) => {
    const of = conditions.filter((condition) => condition.space === space);
    if (of.length === 0) return [];
    const epsilons = [...new Set(of.map(({ epsilon }) => epsilon))].sort((a, b) => a - b);
    const cellsOf = (id: string) => (checkpoint: CheckpointResult) =>
      epsilons.map((epsilon) => {
        const on = { kind: "attack", id, space, epsilon } as const;
        return cell(result, checkpoint, { on, metric, value: metricValue(checkpoint, on, "accuracy") });
      });
    const groups = [...new Set(of.map(({ id }) => id))].map((id) => ({
      title: latexText(described(catalogue.attacks, id).title),
      cells: cellsOf(id),
    }));
    const where = space === "pixel" ? "pixels, images clipped to $[0, 1]$" : "normalised input, not clipped";
    return [
      {
        label: `attacks-${space}`,
        caption: `Accuracy (\\%) under attack at each epsilon, in ${where}.`,
        columns: epsilons.map((epsilon) => significant(epsilon)),
        groups,
      },
    ];
  });
}

/** Mean error over the severities, as the paper has it. */
function corruptionTable(result: Result): readonly LatexTable[] {
  const { catalogue, checkpoints } = result;
  const conditions = measuredConditions(checkpoints, "corruption");
  if (conditions.length === 0) return [];
  const accuracy = described(catalogue.metrics, "accuracy");
  const groups = corruptionGroups(catalogue).filter(
    ({ kind, ids }) => kind === "corruption" || (kind === "all" && ids.length > 1),
  );
  return [
    {
      label: "corruptions",
      caption: `Error (\\%) under corruption, mean over the five severities.`,
      columns: groups.map(({ title, kind }) => (kind === "all" ? "mean" : latexText(title))),
      groups: [
        {
          cells: (checkpoint) =>
            groups.map(({ ids }) => {
              const of = conditions.filter(({ id }) => ids.includes(id));
              const value = 1 - meanOver(checkpoint, of, "accuracy");
              return cell(result, checkpoint, { on: { kind: "corruptions", ids: [...ids] }, metric: accuracy, value });
            }),
        },
      ],
    },
  ];
}
