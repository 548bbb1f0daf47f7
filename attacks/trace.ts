import type { Observation, Observer } from "./attack.ts";

/** What happened to the examples over an attack's steps. */
export interface Trace {
  /** To be handed to `perturb`. */
  readonly observe: Observer;
  /** One point for each look, in order, the clean images' own look left out. */
  readonly curve: readonly TracePoint[];
  /** Loss of every example at each look of the first start; an example that left keeps its last. */
  readonly losses: readonly Float64Array[];
  /** The largest of these so far: never falls. */
  readonly bestLosses: readonly Float64Array[];
  /** Steps after which each example was first seen fooled, in whichever start; 0: without a step; -1: never. */
  readonly brokenAfter: Int32Array;
}

export interface TracePoint {
  readonly restart: number;
  readonly step: number;
  /** Mean of the attack's loss over all examples; one that left keeps its last. */
  readonly loss: number;
  /** Mean over all examples of the largest loss so far, in any start. */
  readonly best: number;
  /** Share of all examples that have been fooled by now, in any start. */
  readonly fooled: number;
}

/** @param count batch of the attack to be traced */
export function createTrace(count: number): Trace {
  const curve: TracePoint[] = [];
  const losses: Float64Array[] = [];
  const brokenAfter = new Int32Array(count).fill(-1);
  const bestLosses: Float64Array[] = [];
  const now = new Float64Array(count);
  const best = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / count;
  return {
    curve,
    losses,
    bestLosses,
    brokenAfter,
    observe({ restart, step, rows, losses: seen, fooled }: Observation) {
      rows.forEach((row, i) => {
        now[row] = seen[i];
        best[row] = Math.max(best[row], seen[i]);
        if (fooled[i] === 1 && brokenAfter[row] === -1) brokenAfter[row] = step;
      });
      if (restart < 0) return;
      if (restart === 0) {
        losses.push(now.slice());
        bestLosses.push(best.slice());
      }
      const broken = brokenAfter.reduce((sum, after) => sum + (after >= 0 ? 1 : 0), 0);
      curve.push({ restart, step, loss: mean(now), best: mean(best), fooled: broken / count });
    },
  };
}
