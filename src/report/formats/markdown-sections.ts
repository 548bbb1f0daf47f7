import { significant } from "../../core/significant.ts";
import { described } from "../../result/catalogue.ts";
import { differenceOf, tendencyOf } from "../../result/compared.ts";
import { corruptionGroups } from "../../result/corruption-groups.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { meanOver, measuredConditions, measurementOf, metricValue } from "../../result/measured.ts";
import type { Result } from "../../result/safety-result.ts";
import { ARROWS } from "../arrows.ts";
import { EPSILON_SPACES } from "../epsilon-spaces.ts";
import {
  formatDifference,
  formatDifferenceInterval,
  formatInterval,
  formatValue,
  PERCENT,
  scaleOf,
} from "../format.ts";
import { markdownName, markdownSentence, markdownTable } from "./markdown-text.ts";

const COMMAND_LENGTH = 1000;
const CLEAN = { kind: "clean" } as const;

/** A value that is marked where its paired interval says that it differs from the first checkpoint's. */
function marked(text: string, tendency: ReturnType<typeof tendencyOf>): string {
  return tendency === "unclear" ? text : `**${text}** (${tendency})`;
}

/** Every metric on clean images. */
export function cleanSection(result: Result): string {
  const { checkpoints, catalogue } = result;
  const rows = catalogue.metrics
    .filter(({ id }) => checkpoints.some((checkpoint) => !Number.isNaN(metricValue(checkpoint, CLEAN, id))))
    .map((metric) => {
      const scale = scaleOf(metric);
      return [
        `${markdownSentence(metric.name)} ${metric.unit} ${ARROWS[metric.better]}`,
        ...checkpoints.map((checkpoint) => {
          const value = formatValue(metricValue(checkpoint, CLEAN, metric.id), scale);
          const interval = formatInterval(measurementOf(checkpoint, CLEAN)?.intervals[metric.id], scale);
          const tendency = tendencyOf(differenceOf(result, checkpoint, CLEAN, metric.id), metric.better);
          return `${marked(value, tendency)} ${interval}`.trim();
        }),
      ];
    });
  const head = ["Clean images", ...checkpoints.map(({ name }) => markdownName(name))];
  return `${markdownTable(head, rows, 1)}\n\nIn brackets: 95 % intervals. Bold: the paired interval of the difference from the first excludes zero.`;
}

/** Accuracy under each attack, a table for each space. */
export function attackSection(result: Result): string {
  const { checkpoints, catalogue } = result;
  const conditions = measuredConditions(checkpoints, "attack");
  return [...new Set(conditions.map(({ space }) => space))]
    .map((space) => {
      const of = conditions.filter((condition) => condition.space === space);
      const epsilons = [...new Set(of.map(({ epsilon }) => epsilon))].sort((a, b) => a - b);
      const rows = [...new Set(of.map(({ id }) => id))].flatMap((id) =>
        checkpoints.map((checkpoint) => [
          markdownSentence(described(catalogue.attacks, id).title),
          markdownName(checkpoint.name),
          ...epsilons.map((epsilon) => {
            const condition = { kind: "attack", id, space, epsilon } as const;
            const value = formatValue(metricValue(checkpoint, condition, "accuracy"), PERCENT);
            return marked(value, tendencyOf(differenceOf(result, checkpoint, condition, "accuracy"), "higher"));
          }),
        ]),
      );
      const head = ["Accuracy %", "", ...epsilons.map((epsilon) => significant(epsilon))];
      return `Attacks, ${EPSILON_SPACES[space]}:\n\n${markdownTable(head, rows, 2)}`;
    })
    .join("\n\n");
}

/** Mean accuracy over the severities of each corruption, and of each group. */
export function corruptionSection(result: Result): string {
  const { checkpoints, catalogue } = result;
  const conditions = measuredConditions(checkpoints, "corruption");
  if (conditions.length === 0) return "";
  const rows = corruptionGroups(catalogue).map(({ kind, title, ids }) => [
    kind === "corruption" ? markdownSentence(title) : `mean: ${markdownSentence(title)}`,
    ...checkpoints.map((checkpoint) => {
      const of = conditions.filter(({ id }) => ids.includes(id));
      const value = formatValue(meanOver(checkpoint, of, "accuracy"), PERCENT);
      const difference = differenceOf(result, checkpoint, { kind: "corruptions", ids: [...ids] }, "accuracy");
      return marked(value, tendencyOf(difference, "higher"));
    }),
  ]);
  const head = ["Corruptions, accuracy %", ...checkpoints.map(({ name }) => markdownName(name))];
  return `<details><summary>Corruptions</summary>\n\n${markdownTable(head, rows, 1)}\n\n</details>`;
}

/** Figures of the explanations. */
export function figureSection({ figures, checkpoints }: Explanation): string {
  if (figures.length === 0) return "";
  const rows = figures.map((figure) => {
    const scale = scaleOf(figure);
    return [
      `${markdownSentence(figure.name)} ${figure.unit} ${ARROWS[figure.better]}`,
      ...checkpoints.map(({ name }, i) => {
        const { value, interval } = figure.scores[i];
        const change = figure.differences.find(({ candidate }) => candidate === name);
        const by =
          change && `${formatDifference(change.difference, scale)} ${formatDifferenceInterval(change.interval, scale)}`;
        const text =
          `${formatValue(value ?? Number.NaN, scale)} ${formatInterval(interval ?? undefined, scale)}`.trim();
        return by === undefined ? text : `${text}; change ${by}`;
      }),
    ];
  });
  const head = ["Explanations", ...checkpoints.map(({ name }) => markdownName(name))];
  return markdownTable(head, rows, 1);
}

/** What was measured, with what, on what. */
export function settingsSection({ tool, command, engine, plan, data, checkpoints }: Result): string {
  const lines = [
    `${tool.name} ${tool.version}, engine ${markdownSentence(engine)}, seed ${plan.seed}`,
    ...(command === null ? [] : [`Command: ${markdownName(command, COMMAND_LENGTH)}`]),
    `Data: ${markdownName(data.name)} (${data.split}), SHA-256 ${data.sha256}`,
    ...checkpoints.map(
      ({ name, architecture, sha256 }) => `${markdownName(name)}: ${markdownSentence(architecture)}, SHA-256 ${sha256}`,
    ),
  ];
  return `<details><summary>Settings</summary>\n\n${lines.map((line) => `- ${line}`).join("\n")}\n\n</details>`;
}
