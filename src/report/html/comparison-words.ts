import { significant } from "../../core/significant.ts";
import { described } from "../../result/catalogue.ts";
import { type Tendency, tendencyOf } from "../../result/compared.ts";
import type { StoredComparison, StoredDifference } from "../../result/comparison.ts";
import { corruptionGroups } from "../../result/corruption-groups.ts";
import type { Result } from "../../result/safety-result.ts";
import { EPSILON_SPACES } from "../epsilon-spaces.ts";
import { formatDifference, PERCENT, scaleOf } from "../format.ts";
import { titleOf } from "./corruption-table.tsx";

/** Differences of one kind in words: `Clean images`, and `AURC -27.9` of each. */
export interface DifferenceGroup {
  readonly title: string;
  readonly items: readonly string[];
}

/** The differences of a comparison that are of one tendency, in groups: clean images, attacks, corruptions. */
export function differencesInWords(
  { differences }: StoredComparison,
  wanted: Tendency,
  { catalogue }: Result,
): readonly DifferenceGroup[] {
  const groups = new Map<string, string[]>();
  const groupNames = corruptionGroups(catalogue);
  for (const difference of differences) {
    const metric = described(catalogue.metrics, difference.metric);
    if (tendencyOf(difference, metric.better) !== wanted) continue;
    const [title, text] = wordsOf(difference);
    groups.set(title, [...(groups.get(title) ?? []), text]);
  }
  return [...groups].map(([title, items]) => ({ title, items }));

  function wordsOf({ on, metric: id, difference }: StoredDifference): readonly [string, string] {
    const metric = described(catalogue.metrics, id);
    const points = `${formatDifference(difference, PERCENT)} points`;
    switch (on.kind) {
      case "clean": {
        const scale = scaleOf(metric);
        const unit = { "%": " points", x1000: " (x1000)", "": "" }[scale.unit] ?? "";
        return ["Clean images", `${metric.name} ${formatDifference(difference, scale)}${unit}`];
      }
      case "attack": {
        const { title, worstOf } = described(catalogue.attacks, on.id);
        const name = worstOf === null ? title : "worst case";
        return [
          `Accuracy under attack, ${EPSILON_SPACES[on.space]}`,
          `${name} at ${significant(on.epsilon)}: ${points}`,
        ];
      }
      case "corruption":
        return [
          "Accuracy under corruption",
          `${described(catalogue.corruptions, on.id).title}, severity ${on.severity}: ${points}`,
        ];
      case "corruptions": {
        const group = groupNames.find(({ ids }) => ids.join() === on.ids.join());
        return ["Accuracy under corruption", `${group === undefined ? on.ids.join(", ") : titleOf(group)}: ${points}`];
      }
    }
  }
}
