import { meansWithIntervals, pairedMeanDifferences } from "../../../metrics/index.ts";
import type { ExplainFigure, ExplainScore } from "../../result/explain-figure.ts";

/** What a figure is, whatever checkpoints score. */
export type FigureDescription = Omit<ExplainFigure, "scores" | "differences">;

/** A checkpoint's value of each example, or why it has none. */
export type FigureValues =
  | { readonly values: Float64Array; readonly curve?: ExplainScore["curve"] }
  | { readonly missing: string };

/** A checkpoint, and what it was measured to have. */
export interface MeasuredCheckpoint {
  readonly name: string;
  readonly measured: FigureValues;
}

/**
 * A figure from each checkpoint's values of the same examples: means with bootstrap intervals, and paired differences
 * from the first checkpoint.
 *
 * @param seed of the resamples
 */
export function createFigure(
  description: FigureDescription,
  checkpoints: readonly MeasuredCheckpoint[],
  seed: number,
): ExplainFigure {
  const [first, ...others] = checkpoints;
  return {
    ...description,
    scores: checkpoints.map(({ measured }) => scoreOf(measured, seed)),
    differences: others.flatMap(({ name, measured }) => {
      if (!("values" in measured) || !("values" in first.measured)) return [];
      const pair = { baseline: first.measured.values, candidate: measured.values };
      const [{ difference, interval }] = pairedMeanDifferences([pair], seed);
      return [{ baseline: first.name, candidate: name, difference, interval }];
    }),
  };
}

function scoreOf(measured: FigureValues, seed: number): ExplainScore {
  if ("missing" in measured) return { value: null, interval: null, count: 0, missing: measured.missing };
  const { values, curve } = measured;
  const [{ mean, interval }] = meansWithIntervals([values], seed);
  return { value: mean, interval, count: values.length, missing: null, ...(curve && { curve }) };
}
