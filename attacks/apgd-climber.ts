import { halvesStep } from "./apgd-checkpoints.ts";
import type { Ball } from "./ball.ts";
import type { Norm } from "./norms/norm.ts";

/** Weight of the new step against the last one: alpha in the source. */
const NEW_STEP = 0.75;
/** First step size, as a multiple of epsilon. */
const FIRST_STEP = 2;

/** One example on its way up: the state of Auto-PGD's algorithm 1 between two passes through the network. */
export interface Climber {
  /** Its row among the batch. */
  readonly row: number;
  /** Where the network is to look next. */
  image(): Float32Array;
  /** Takes in what the network said there. */
  see(loss: number, gradient: Float32Array): void;
  /** At a checkpoint, after `see`: halves the step size and goes back to the best point, if that is due. */
  reconsider(): void;
  /** Takes one step. */
  advance(): void;
}

export function createClimber(row: number, start: Float32Array, clean: Float32Array, norm: Norm, ball: Ball): Climber {
  let here = start;
  let before: Float32Array | undefined;
  let gradient = new Float32Array(start.length);
  let loss = Number.NEGATIVE_INFINITY;
  let step = FIRST_STEP * ball.epsilon;
  const best = { image: start, gradient, loss };
  let span = { steps: 0, rises: 0, halvedBefore: true, bestBefore: best.loss };
  return {
    row,
    image: () => here,
    see(seen, seenGradient) {
      if (before !== undefined) {
        span.steps += 1;
        if (seen > loss) span.rises += 1;
      }
      loss = seen;
      gradient = seenGradient.slice();
      if (before === undefined || seen > best.loss) Object.assign(best, { image: here, gradient, loss });
      if (before === undefined) span.bestBefore = best.loss;
    },
    reconsider() {
      const halves = halvesStep({ ...span, improved: best.loss > span.bestBefore });
      if (halves) {
        step /= 2;
        here = best.image;
        gradient = best.gradient;
        loss = best.loss;
      }
      span = { steps: 0, rises: 0, halvedBefore: halves, bestBefore: best.loss };
    },
    advance() {
      const next = here.slice();
      norm.climb(next, gradient, step, ball);
      norm.project(next, clean, ball);
      if (before !== undefined) {
        for (let i = 0; i < next.length; i++) {
          next[i] = here[i] + NEW_STEP * (next[i] - here[i]) + (1 - NEW_STEP) * (here[i] - before[i]);
        }
        norm.project(next, clean, ball);
      }
      before = here;
      here = next;
    },
  };
}
