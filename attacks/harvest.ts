import type { LossId } from "../src/core/classifier.ts";
import type { Look, Observer, Victims } from "./attack.ts";
import { type Goal, goalOf } from "./goal.ts";
import { rowOf } from "./rows.ts";
import { allRows } from "./victims.ts";

/** What the network said about the images that an attack made of some rows. */
export interface Report extends Omit<Look, "fooled"> {
  readonly images: Float32Array;
  readonly logits: Float32Array;
  readonly goal: Goal;
}

/**
 * The most adversarial image seen of each victim, over steps and restarts: one that fools before one that does not,
 * then the one of larger loss. Starts with nothing: what was never looked at stays clean.
 */
export interface Harvest {
  readonly images: Float32Array;
  /** Rows that are still to be attacked. */
  remaining(): Int32Array;
  /** Takes the images that are better than what there was. Returns 1 for each that needs no further attack. */
  look(report: Report): Uint8Array;
}

/** @param stopWhenFooled whether an example that is fooled beyond doubt needs no further attack */
export function createHarvest(victims: Victims, stopWhenFooled: boolean, observe: Observer | undefined): Harvest {
  const count = victims.labels.length;
  const size = victims.images.length / count;
  const images = Float32Array.from(victims.images);
  const bestLoss = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const bestFooled = new Uint8Array(count);
  const done = new Uint8Array(count);
  return {
    images,
    remaining: () => allRows(victims).filter((row) => done[row] === 0),
    look({ images: offered, logits, goal, ...report }) {
      const { rows, losses } = report;
      const fooled = goal.fooled(logits);
      const leaving = stopWhenFooled ? goal.clearlyFooled(logits) : new Uint8Array(rows.length);
      observe?.({ ...report, fooled });
      rows.forEach((row, i) => {
        done[row] |= leaving[i];
        const better = fooled[i] === bestFooled[row] ? losses[i] > bestLoss[row] : fooled[i] > bestFooled[row];
        if (!better) return;
        bestFooled[row] = fooled[i];
        bestLoss[row] = losses[i];
        images.set(rowOf(offered, i, size), row * size);
      });
      return leaving;
    },
  };
}

/** Looks at the clean images first: what is wrong without an attack needs none, since the ball holds its centre. */
export async function lookAtClean(harvest: Harvest, victims: Victims, loss: LossId): Promise<void> {
  const goal = goalOf(victims, loss);
  const logits = await victims.cleanLogits();
  harvest.look({
    restart: -1,
    step: 0,
    rows: allRows(victims),
    images: victims.images,
    logits,
    losses: goal.losses(logits),
    goal,
  });
}
