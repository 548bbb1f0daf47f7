import type { Look, Observer } from "./attack.ts";

/** What happened to the examples over an attack's steps. */
export interface Trace {
  /** To be handed to `perturb`. */
  readonly observe: Observer;
  /** One point for each look, in order, the clean images' own look left out. */
  readonly curve: readonly TracePoint[];
  /** Loss of every example at a look of the first start; an example that left keeps its last. */
  readonly losses: readonly Float64Array[];
  /** Steps after which each example was first seen fooled, in whichever start; 0: without a step; -1: never. */
  readonly brokenAfter: Int32Array;
}

export interface TracePoint {
  readonly restart: number;
  readonly step: number;
  /** Mean of the attack's loss over all examples; one that left keeps its last. */
  readonly loss: number;
  /** Share of all examples that have been fooled by now, in any start. */
  readonly fooled: number;
}

/** @param count victims of the attack to be traced */
export function createTrace(count: number): Trace {
  const curve: TracePoint[] = [];
  const losses: Float64Array[] = [];
  const brokenAfter = new Int32Array(count).fill(-1);
  const now = new Float64Array(count);
  return {
    curve,
    losses,
    brokenAfter,
    observe({ restart, step, rows, losses: seen, fooled }: Look) {
      rows.forEach((row, i) => {
        now[row] = seen[i];
        if (fooled[i] === 1 && brokenAfter[row] === -1) brokenAfter[row] = step;
      });
      if (restart < 0) return;
      if (restart === 0) losses.push(now.slice());
      const broken = brokenAfter.reduce((sum, after) => sum + (after >= 0 ? 1 : 0), 0);
      curve.push({ restart, step, loss: now.reduce((sum, loss) => sum + loss, 0) / count, fooled: broken / count });
    },
  };
}
