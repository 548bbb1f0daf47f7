import { marginOf } from "../src/core/margin.ts";
import type { Attack, AttackBatch, AttackOptions } from "./attack.ts";
import { selectExamples } from "./attack-batch.ts";
import { ballOf } from "./ball.ts";
import { createBestFound, recordClean } from "./best-found.ts";
import { type Goal, goalOf } from "./goal.ts";
import type { NormId } from "./norms/norm.ts";
import { rowOf } from "./rows.ts";
import { adjust, checkCount } from "./settings.ts";
import { l2Moves } from "./square-l2.ts";
import { linfMoves } from "./square-linf.ts";
import type { SquareMoves } from "./square-moves.ts";
import { squareSide } from "./square-schedule.ts";
import { randomOf } from "./start.ts";

export interface SquareSettings {
  readonly id: string;
  readonly title: string;
  readonly norm: NormId;
  /** Forward passes per image and restart. */
  readonly queries: number;
  readonly restarts: number;
  readonly stopWhenFooled?: boolean;
}

const ADJUSTABLE = ["queries", "restarts", "stopWhenFooled"] as const satisfies readonly (keyof AttackOptions)[];

const MOVES: Readonly<Record<NormId, SquareMoves>> = { linf: linfMoves, l2: l2Moves };

/**
 * Square: a random search that needs no gradient. It changes a square of the image at a time, smaller and smaller, and
 * keeps a change that raises the margin of another class over the label (targeted: that lowers the target's
 * cross-entropy). What it breaks and a gradient attack does not is a sign that the gradient misleads.
 *
 * @throws InputError when `queries` or `restarts` is not a positive integer
 */
function squareAttack(settings: SquareSettings): Attack {
  const { id, title, queries, restarts, stopWhenFooled = true } = settings;
  checkCount(id, "queries", queries);
  checkCount(id, "restarts", restarts);
  const moves = MOVES[settings.norm];
  return {
    id,
    title,
    source:
      "Andriushchenko, Croce, Flammarion, Hein: Square Attack, a Query-Efficient Black-Box Adversarial Attack via " +
      "Random Search, ECCV 2020, arXiv:1912.00049",
    norm: settings.norm,
    loss: "margin",
    keeps: "best",
    gradients: 0,
    forwards: queries * restarts + (stopWhenFooled ? 1 : 0),
    settings: { queries, restarts, stopWhenFooled },
    configure: (options) => squareAttack(adjust(settings, options, ADJUSTABLE)),
    async perturb(batch, budget, observe) {
      const { model, images: clean, labels } = batch;
      const ball = ballOf(budget, model);
      if (budget.epsilon === 0) return Float32Array.from(clean);
      const size = clean.length / labels.length;
      const best = createBestFound(batch, stopWhenFooled, observe);
      if (stopWhenFooled) await recordClean(best, batch, LOSS);
      for (let restart = 0; restart < restarts; restart++) {
        let searches = Array.from(best.remaining(), (row) => ({
          row,
          image: rowOf(clean, row, size),
          loss: Number.NEGATIVE_INFINITY,
          random: randomOf(batch, row, id, restart),
        }));
        for (let query = 0; query < queries && searches.length > 0; query++) {
          const rows = Int32Array.from(searches, ({ row }) => row);
          const side = squareSide(query - 1, queries, model, moves.smallest);
          const images = new Float32Array(rows.length * size);
          searches.forEach(({ row, image, random }, i) => {
            const [x, centre] = [rowOf(images, i, size), rowOf(clean, row, size)];
            x.set(image);
            if (query === 0) moves.start(x, centre, model, ball, random);
            else moves.move(x, centre, model, side, ball, random);
          });
          const active = selectExamples(batch, rows);
          const goal = goalOf(active, LOSS);
          const logits = await model.logits(images);
          const losses = lossesOf(active, goal, logits);
          const leaving = best.record({ restart, step: query, rows, images, logits, losses, goal });
          searches.forEach((search, i) => {
            if (losses[i] > search.loss)
              Object.assign(search, { image: rowOf(images, i, size).slice(), loss: losses[i] });
          });
          searches = searches.filter((_, i) => leaving[i] === 0);
        }
      }
      return best.images;
    },
  };
}

/** Classes that it can do with, and the loss of its targeted form. */
const LOSS = "cross-entropy";

function lossesOf({ model, labels, targets }: AttackBatch, goal: Goal, logits: Float32Array): Float64Array {
  return targets === undefined
    ? Float64Array.from(labels, (label, row) => -marginOf(logits, row, model.classes, label))
    : goal.losses(logits);
}

const DEFAULT_QUERIES = 1000;

/** 1000 queries; AutoAttack takes 5000. */
export const square = squareAttack({
  id: "square",
  title: "Square",
  norm: "linf",
  queries: DEFAULT_QUERIES,
  restarts: 1,
});

export const squareL2 = squareAttack({
  id: "square-l2",
  title: "Square, L2",
  norm: "l2",
  queries: DEFAULT_QUERIES,
  restarts: 1,
});
