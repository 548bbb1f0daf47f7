import type { Dataset } from "../core/dataset.ts";

/** Answers of a checkpoint that are kept in memory, a number for each image and class. */
const MOST_ANSWERS = 2 ** 23;

/** Images of a set that are looked at to choose some of them: all, or the first where all answers would take too much. */
export function lookedAt({ count, classes }: Pick<Dataset, "count" | "classes">): number {
  return Math.min(count, Math.max(1, Math.floor(MOST_ANSWERS / classes.length)));
}
