import { compare, estimate, metrics } from "../../../metrics/index.ts";
import type { Superclasses } from "../../core/dataset.ts";
import type { Predictions } from "../../core/predictions.ts";
import type { ExplainFigure } from "../../result/explain-figure.ts";

const ID = "superclass-mass";

/** The metric of this name (`metrics/superclass-mass.ts`) on all examples, with paired differences. */
export function superclassMassFigure(
  checkpoints: readonly { readonly name: string; readonly predictions: Predictions }[],
  superclasses: Superclasses,
  seed: number,
): ExplainFigure {
  const { id, name, title, source, unit, better, range, definition, version } = metrics.find((one) => one.id === ID)!;
  const options = { ids: [ID], superclasses, seed } as const;
  const [first, ...others] = checkpoints;
  return {
    ...{ id, name, title, source, unit, better, range, definition, version },
    chance: null,
    scores: checkpoints.map(({ predictions }) => {
      const { value, interval } = estimate(predictions, options)[ID];
      return { value, interval, count: predictions.count, missing: null };
    }),
    differences: others.map((other) => {
      const [{ difference, interval }] = compare(first.predictions, other.predictions, options).differences;
      return { baseline: first.name, candidate: other.name, difference, interval };
    }),
  };
}
