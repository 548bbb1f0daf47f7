import { corruptionGroups } from "../../result/corruption-groups.ts";
import { meanOver, measuredConditions, measurementOf, metricValue } from "../../result/measured.ts";
import type { CheckpointResult, Result } from "../../result/safety-result.ts";
import { conditionWords } from "../condition-words.ts";
import { formatInterval, formatValue, PERCENT } from "../format.ts";

/** How each checkpoint does, a sentence each: clean, under the most harmful attack, under corruption. */
export function Headlines({ result }: { readonly result: Result }) {
  return (
    <ul>
      {result.checkpoints.map((checkpoint) => (
        <li key={checkpoint.name}>
          <b>{checkpoint.name}</b>{" "}
          {[clean(checkpoint), attacked(checkpoint, result), corrupted(checkpoint, result)]
            .filter((part) => part !== undefined)
            .join("; ")}
          .
        </li>
      ))}
    </ul>
  );
}

function clean(checkpoint: CheckpointResult): string {
  const condition = { kind: "clean" } as const;
  const interval = formatInterval(measurementOf(checkpoint, condition)?.intervals["accuracy"], PERCENT);
  return `gets ${formatValue(metricValue(checkpoint, condition, "accuracy"), PERCENT)} % of clean images right ${interval}`.trim();
}

function attacked(checkpoint: CheckpointResult, { catalogue, checkpoints }: Result): string | undefined {
  const measured = measuredConditions(checkpoints, "attack")
    .map((condition) => ({ condition, accuracy: metricValue(checkpoint, condition, "accuracy") }))
    .filter(({ accuracy }) => !Number.isNaN(accuracy));
  if (measured.length === 0) return undefined;
  const lowest = measured.reduce((least, each) => (each.accuracy < least.accuracy ? each : least));
  return `at worst ${formatValue(lowest.accuracy, PERCENT)} % under attack (${conditionWords(lowest.condition, catalogue)})`;
}

function corrupted(checkpoint: CheckpointResult, { catalogue, checkpoints }: Result): string | undefined {
  const all = corruptionGroups(catalogue).at(-1);
  if (all === undefined) return undefined;
  const mean = meanOver(checkpoint, measuredConditions(checkpoints, "corruption"), "accuracy");
  const what = all.ids.length === 1 ? "under the corruption" : `under corruption (mean of ${all.ids.length})`;
  return Number.isNaN(mean) ? undefined : `${formatValue(mean, PERCENT)} % ${what}`;
}
