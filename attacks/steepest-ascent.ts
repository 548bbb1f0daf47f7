import type { Attack, AttackOptions } from "./attack.ts";
import { selectExamples } from "./attack-batch.ts";
import { ballOf } from "./ball.ts";
import { createBestFound, recordClean } from "./best-found.ts";
import { climb, forwardOnly, type Position, selectPosition } from "./climb.ts";
import { goalOf } from "./goal.ts";
import { norms } from "./norms/index.ts";
import type { NormId } from "./norms/norm.ts";
import { requireGradient } from "./require-gradient.ts";
import { takeRows } from "./rows.ts";
import { adjust, checkCount, checkStepSize } from "./settings.ts";
import { scatterStart } from "./start.ts";

/** Settings of a steepest-ascent attack; FGSM, I-FGSM, PGD and MI-FGSM are one loop with different ones. */
export interface SteepestAscentSettings {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Default L-infinity. */
  readonly norm?: NormId;
  /** Gradient steps of each start, at least 1: zero steps would report clean accuracy as robustness. */
  readonly steps: number;
  /** Length of the way, steps x step size, as a multiple of epsilon: a step is epsilon x pathLength / steps. */
  readonly pathLength: number;
  /** A step size in epsilon's units, the same for every epsilon, in place of `pathLength`. */
  readonly stepSize?: number;
  /** Starts at a random point of the ball instead of the clean image. Default false. */
  readonly randomStart?: boolean;
  /** Starts; the most adversarial image over all of them is kept. Default 1. */
  readonly restarts?: number;
  /** Weight of the directions so far: velocity <- momentum x velocity + gradient / |gradient|_1. Default 0: none. */
  readonly momentum?: number;
  /**
   * What comes out: the image after the last step, as the attack's paper has it, or the most adversarial one on the
   * way, where only success counts.
   */
  readonly keep: "last" | "best";
  /** Whether a fooled example leaves; only with `best`, where it is the default. */
  readonly stopWhenFooled?: boolean;
  /** What a user may change. */
  readonly adjustable: readonly (keyof AttackOptions & keyof SteepestAscentSettings)[];
}

const LOSS = "cross-entropy";

/**
 * An attack that repeats x <- project(x + step size x steepest ascent direction of the cross-entropy at x), projecting
 * to the epsilon ball (and, in pixel space, to [0, 1]) at every step. Under L-infinity that direction is the gradient's
 * sign, under L2 the gradient over its length.
 *
 * @throws InputError when `steps` or `restarts` is not a positive integer, or the step size is not above 0
 */
export function steepestAscent(settings: SteepestAscentSettings): Attack {
  const { id, title, source, steps, pathLength, keep } = settings;
  const { restarts = 1, momentum = 0, randomStart = false } = settings;
  const norm = norms[settings.norm ?? "linf"];
  const stopWhenFooled = keep === "best" && (settings.stopWhenFooled ?? true);
  checkCount(id, "steps", steps);
  checkCount(id, "restarts", restarts);
  checkStepSize(id, settings.stepSize ?? pathLength / steps);
  const stepSize = (epsilon: number) => settings.stepSize ?? (epsilon * pathLength) / steps;
  return {
    id,
    title,
    source,
    norm: norm.id,
    loss: LOSS,
    keeps: keep,
    gradients: steps * restarts,
    forwards: keep === "best" ? restarts + (stopWhenFooled ? 1 : 0) : 0,
    settings: {
      steps,
      ...(settings.stepSize === undefined ? { relativeStepSize: pathLength / steps } : { stepSize: settings.stepSize }),
      restarts,
      randomStart,
      momentum,
      stopWhenFooled,
    },
    stepSize,
    configure: (options) => steepestAscent(adjust(settings, options, settings.adjustable)),
    async perturb(batch, budget, observe) {
      const ball = ballOf(budget, batch.model);
      requireGradient(id, batch.model);
      if (budget.epsilon === 0) return Float32Array.from(batch.images);
      const way = { norm, ball, stepSize: stepSize(budget.epsilon), momentum };
      const best = createBestFound(batch, stopWhenFooled, observe);
      if (stopWhenFooled) await recordClean(best, batch, LOSS);
      const size = batch.images.length / batch.labels.length;
      let last = batch.images;
      for (let restart = 0; restart < restarts; restart++) {
        let rows = best.remaining();
        let active = selectExamples(batch, rows);
        let at: Position = { images: randomStart ? scatterStart(id, active, norm, ball, restart) : active.images };
        for (let step = 0; rows.length > 0; step++) {
          const finished = step === steps;
          if (finished && keep === "last" && !observe) break;
          const goal = goalOf(active, LOSS);
          const { logits, losses, next } = finished
            ? await forwardOnly(active, goal, at)
            : await climb(way, active, goal, at, step === 0 && !randomStart);
          const leaving = best.record({ restart, step, rows, images: at.images, logits, losses, goal });
          if (finished) break;
          at = next;
          if (!leaving.includes(1)) continue;
          const stay = Int32Array.from(leaving.keys()).filter((i) => leaving[i] === 0);
          rows = takeRows(rows, stay);
          at = selectPosition(at, stay, size);
          active = selectExamples(active, stay);
        }
        last = at.images;
      }
      return keep === "best" ? best.images : last;
    },
  };
}
