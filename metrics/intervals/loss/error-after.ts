import type { LostAnswers } from "./lost-answers.ts";

/** The standard error of a paired difference by how much harm losing answers added to it. */
export interface ErrorAfter {
  /** Once so much was added; the largest known where no share adds as much. Never less than without any. */
  at(added: number): number;
  /** The smallest addition that is as large as this many of its standard errors. */
  reach(errors: number): number;
}

export function errorAfter({ shares, at }: LostAnswers): ErrorAfter {
  const knots = shares.map((share) => ({ share, ...at(share) }));
  const without = knots[0].error;
  // Between two shares the error may be larger than at either: where half is lost, say.
  const between = shares
    .slice(1)
    .flatMap((end, k) => [0.25, 0.5, 0.75].map((part) => shares[k] + part * (end - shares[k])));
  const most = Math.max(...knots.map(({ error }) => error), ...between.map((share) => at(share).error));
  const largest = Math.max(...knots.map(({ harm }) => harm));
  const errorAt = (added: number): number => {
    if (!(added > 0)) return without;
    const next = knots.findIndex(({ harm }, k) => k > 0 && harm >= added && harm > knots[k - 1].harm);
    if (next === -1) return most;
    const [before, after] = [knots[next - 1], knots[next]];
    const part = Math.max(0, (added - before.harm) / (after.harm - before.harm));
    return Math.max(without, at(before.share + part * (after.share - before.share)).error);
  };
  return {
    at: errorAt,
    reach(errors) {
      let [low, high] = [errors * without, Math.max(errors * most, largest)];
      for (let halving = 0; halving < 60; halving++) {
        const middle = (low + high) / 2;
        if (middle < errors * errorAt(middle)) low = middle;
        else high = middle;
      }
      return high;
    },
  };
}
