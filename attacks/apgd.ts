import type { LossId } from "../src/core/classifier.ts";
import { apgdCheckpoints } from "./apgd-checkpoints.ts";
import { createClimber } from "./apgd-climber.ts";
import type { Attack, AttackOptions } from "./attack.ts";
import { selectExamples } from "./attack-batch.ts";
import { ballOf } from "./ball.ts";
import { createBestFound, recordClean } from "./best-found.ts";
import { goalOf } from "./goal.ts";
import { norms } from "./norms/index.ts";
import type { NormId } from "./norms/norm.ts";
import { requireGradient } from "./require-gradient.ts";
import { rowOf } from "./rows.ts";
import { adjust, checkCount } from "./settings.ts";
import { scatterStart } from "./start.ts";

export interface ApgdSettings {
  readonly id: string;
  readonly title: string;
  readonly loss: Extract<LossId, "cross-entropy" | "dlr">;
  readonly norm: NormId;
  readonly steps: number;
  readonly restarts: number;
  /** Default true: a fooled example leaves. */
  readonly stopWhenFooled?: boolean;
}

const SOURCE =
  "Croce, Hein: Reliable Evaluation of Adversarial Robustness with an Ensemble of Diverse Parameter-free Attacks, " +
  "ICML 2020, arXiv:2003.01690, algorithm 1";

const ADJUSTABLE = ["steps", "restarts", "stopWhenFooled"] as const satisfies readonly (keyof AttackOptions)[];

/**
 * Auto-PGD: from a random point of the ball, with momentum, a step size that starts at 2 epsilon and is halved, example
 * by example, whenever a stretch of steps did not pay (see `halvesStep`), going on from the best point then.
 *
 *     z <- P(x_k + step x steepest ascent at x_k),  x_(k+1) <- P(x_k + 0.75 (z - x_k) + 0.25 (x_k - x_(k-1)))
 *
 * where P projects to the ball and the box. There is no step size to choose, hence none to choose badly.
 *
 * @throws InputError when `steps` or `restarts` is not a positive integer
 */
export function apgd(settings: ApgdSettings): Attack {
  const { id, title, loss, steps, restarts, stopWhenFooled = true } = settings;
  checkCount(id, "steps", steps);
  checkCount(id, "restarts", restarts);
  const norm = norms[settings.norm];
  const checkpoints = apgdCheckpoints(steps);
  return {
    id,
    title,
    source: SOURCE,
    norm: norm.id,
    loss,
    keeps: "best",
    gradients: (steps + 1) * restarts,
    forwards: stopWhenFooled ? 1 : 0,
    settings: { steps, restarts, stopWhenFooled },
    configure: (options) => apgd(adjust(settings, options, ADJUSTABLE)),
    async perturb(batch, budget, observe) {
      const ball = ballOf(budget, batch.model);
      requireGradient(id, batch.model);
      if (budget.epsilon === 0) return Float32Array.from(batch.images);
      const size = batch.images.length / batch.labels.length;
      const best = createBestFound(batch, stopWhenFooled, observe);
      if (stopWhenFooled) await recordClean(best, batch, loss);
      for (let restart = 0; restart < restarts; restart++) {
        const starting = best.remaining();
        const starts = scatterStart(id, selectExamples(batch, starting), norm, ball, restart);
        let climbers = Array.from(starting, (row, i) =>
          createClimber(row, rowOf(starts, i, size), rowOf(batch.images, row, size), norm, ball),
        );
        for (let step = 0; step <= steps && climbers.length > 0; step++) {
          const rows = Int32Array.from(climbers, ({ row }) => row);
          const goal = goalOf(selectExamples(batch, rows), loss);
          const images = new Float32Array(rows.length * size);
          climbers.forEach((climber, i) => {
            images.set(climber.image(), i * size);
          });
          const { logits, losses, gradient } = await goal.pass(images);
          const leaving = best.record({ restart, step, rows, images, logits, losses, goal });
          climbers.forEach((climber, i) => {
            climber.see(losses[i], rowOf(gradient, i, size));
            if (checkpoints.includes(step)) climber.reconsider();
            climber.advance();
          });
          climbers = climbers.filter((_, i) => leaving[i] === 0);
        }
      }
      return best.images;
    },
  };
}
