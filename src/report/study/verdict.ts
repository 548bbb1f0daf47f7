import type { Study, StudyDifference, StudyTest } from "../../result/study-result.ts";

/**
 * What a study may say of a method against the reference:
 * - `better`, `worse`: the adjusted test is below 0.05 and no interval of the difference holds zero
 * - `unclear`: a difference could have been shown and was not
 * - `descriptive`: there are too few seeds for the test to come below 0.05, whatever the figures are
 */
export type Verdict = "better" | "worse" | "unclear" | "descriptive";

/** Level of every claim. */
const LEVEL = 0.05;

/** @param difference over seeds, in the tested column */
export function verdictOf(
  test: StudyTest,
  difference: StudyDifference,
  better: Study["columns"][number]["better"],
): Verdict {
  if (test.smallest > LEVEL) return "descriptive";
  const intervals = [test.interval, difference.interval].filter((interval) => interval !== null);
  const clear = intervals.length > 0 && intervals.every(([low, high]) => low > 0 || high < 0);
  if (test.adjusted === null || test.adjusted > LEVEL || !clear || difference.mean === null || better === "zero") {
    return "unclear";
  }
  return difference.mean > 0 === (better === "higher") ? "better" : "worse";
}
