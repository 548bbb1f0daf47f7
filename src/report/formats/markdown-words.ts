import { described } from "../../result/catalogue.ts";
import { tendencyOf } from "../../result/compared.ts";
import type { StoredComparison, StoredDifference } from "../../result/comparison.ts";
import type { Result } from "../../result/safety-result.ts";
import { formatDifference, formatDifferenceInterval, PERCENT, scaleOf } from "../format.ts";
import { placeOf } from "../place-of.ts";
import { markdownName, markdownSentence } from "./markdown-text.ts";

/** What each checkpoint does better and worse than the first, where paired intervals tell. */
export function changesInWords(result: Result): string {
  return result.comparisons.map((comparison) => inWords(comparison, result)).join("\n\n");
}

function inWords({ baseline, candidate, identical, differences }: StoredComparison, result: Result): string {
  const names = `**${markdownName(candidate)}** against **${markdownName(baseline)}**`;
  if (identical) return `${names}: the same answers, the same network.`;
  const metricOf = (difference: StoredDifference) => described(result.catalogue.metrics, difference.metric);
  const by = (wanted: string) => differences.filter((d) => tendencyOf(d, metricOf(d).better) === wanted);
  const [better, worse, unclear] = ["better", "worse", "unclear"].map(by);
  const line = (difference: StoredDifference) => {
    const scale = difference.on.kind === "clean" ? scaleOf(metricOf(difference)) : PERCENT;
    const unit = scale.unit === "%" ? "points" : scale.unit;
    const change = `${formatDifference(difference.difference, scale)} ${unit}`.trim();
    return `- ${markdownSentence(placeOf(difference, result))}: ${change} ${formatDifferenceInterval(difference.interval, scale)}`;
  };
  const list = (title: string, of: readonly StoredDifference[]) =>
    of.length === 0
      ? []
      : [`<details><summary>${title}: ${of.length}</summary>\n\n${of.map(line).join("\n")}\n\n</details>`];
  return [
    `${names}: ${better.length} of ${differences.length} figures are better, ${worse.length} are worse, ${unclear.length} are within noise (their paired 95 % interval includes zero; no adjustment for their number).`,
    ...list("Worse", worse),
    ...list("Better", better),
  ].join("\n\n");
}

/** Why figures may not be what they seem. */
export function doubtsInWords({ checkpoints, warnings, data }: Result): string {
  const said = [
    ...checkpoints.flatMap(({ name, notes, reliability }) => [
      ...notes.map((note) => `${markdownName(name)}: ${markdownSentence(note)}`),
      ...(reliability.gradientUnavailable === null
        ? []
        : [
            `${markdownName(name)}: attacks by gradient were left out: ${markdownSentence(reliability.gradientUnavailable)}`,
          ]),
      ...reliability.flags.map(
        ({ attack, epsilon, space, sentence }) =>
          `${markdownName(name)}, ${markdownSentence(attack)} at ${epsilon} (${space}): ${markdownSentence(sentence)}`,
      ),
    ]),
    ...[...new Set(warnings.map(({ sentence }) => sentence)), ...data.notes].map(markdownSentence),
  ];
  return said.length === 0 ? "" : `Before these figures are believed:\n\n${said.map((line) => `- ${line}`).join("\n")}`;
}
