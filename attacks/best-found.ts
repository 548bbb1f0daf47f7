import type { LossId } from "../src/core/classifier.ts";
import type { AttackBatch, Observation, Observer } from "./attack.ts";
import { allRows } from "./attack-batch.ts";
import { type Goal, goalOf } from "./goal.ts";
import { rowOf } from "./rows.ts";

/** What the network said about the images that an attack made of some rows. */
export interface Report extends Omit<Observation, "fooled"> {
  readonly images: Float32Array;
  readonly logits: Float32Array;
  readonly goal: Goal;
}

/**
 * The most adversarial image seen of each example, over steps and restarts: one that fools before one that does not,
 * then the one of larger loss. Starts with nothing: what was never looked at stays clean.
 */
export interface BestFound {
  readonly images: Float32Array;
  /** Rows that are still to be attacked. */
  remaining(): Int32Array;
  /** Takes the images that are better than what there was. Returns 1 for each that needs no further attack. */
  record(report: Report): Uint8Array;
}

/** @param stopWhenFooled whether an example that is fooled beyond doubt needs no further attack */
export function createBestFound(batch: AttackBatch, stopWhenFooled: boolean, observe: Observer | undefined): BestFound {
  const count = batch.labels.length;
  const size = batch.images.length / count;
  const images = Float32Array.from(batch.images);
  const bestLoss = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
  const bestFooled = new Uint8Array(count);
  const done = new Uint8Array(count);
  return {
    images,
    remaining: () => allRows(batch).filter((row) => done[row] === 0),
    record({ images: offered, logits, goal, ...report }) {
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
export async function recordClean(best: BestFound, batch: AttackBatch, loss: LossId): Promise<void> {
  const goal = goalOf(batch, loss);
  const logits = await batch.cleanLogits();
  best.record({
    restart: -1,
    step: 0,
    rows: allRows(batch),
    images: batch.images,
    logits,
    losses: goal.losses(logits),
    goal,
  });
}
