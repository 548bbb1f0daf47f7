import { percent } from "../../core/percent.ts";
import type { Explanation } from "../../result/explain-result.ts";
import { shortened } from "../shortened.ts";
import type { Colors } from "./colors.ts";
import { plainTable } from "./table.ts";

/** Classes that are shown, and letters of a name. */
const MOST_CLASSES = 6;
const NAME_LENGTH = 14;

/**
 * Mean predictive distribution of the classes of the chosen examples: a block of five rows for each class, a column for
 * each checkpoint; the class itself green, others of its superclass plain, unrelated ones red.
 */
export function classAverageTable({ checkpoints, data, examples }: Explanation, colors: Colors): string {
  const labels = [...new Set(examples.map(({ label }) => label))].slice(0, MOST_CLASSES);
  if (labels.length === 0) return "";
  const of = data.superclasses?.of;
  const rows = labels.flatMap((label) => {
    const averages = checkpoints.map(({ classAverages }) => classAverages[label]);
    const most = Math.max(...averages.map(({ top }) => top.length));
    return Array.from({ length: most }, (_, rank) => [
      rank === 0 ? shortened(data.classes[label], NAME_LENGTH) : "",
      rank === 0 ? `${averages[0].count}` : "",
      ...averages.map(({ top }) => {
        const entry = top[rank];
        if (entry === undefined) return "";
        const text = `${percent(entry.probability).padStart(7)} ${shortened(data.classes[entry.class], NAME_LENGTH)}`;
        if (entry.class === label) return colors.green(text);
        return of !== undefined && of[entry.class] === of[label] ? text : colors.red(text);
      }),
    ]);
  });
  const head = [
    "class average",
    "images",
    ...checkpoints.map(({ name }) => colors.bold(shortened(name, NAME_LENGTH + 8))),
  ];
  return plainTable([head.map(colors.dim), ...rows], ["left", "right", ...checkpoints.map(() => "left" as const)]);
}
