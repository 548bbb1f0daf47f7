import type { NormId } from "./norms/norm.ts";
import { steepestAscent } from "./steepest-ascent.ts";

/**
 * Projected gradient descent: random starts in the ball, 20 steps of 2.5 epsilon / 20, so that every point of the ball
 * can be reached from every other (the original's section 5 takes 2.5 epsilon as the length of the way). An example
 * that is fooled leaves.
 */
const projectedGradient = (id: string, title: string, norm: NormId) =>
  steepestAscent({
    id,
    title,
    source: "Madry et al.: Towards Deep Learning Models Resistant to Adversarial Attacks, ICLR 2018, arXiv:1706.06083",
    norm,
    steps: 20,
    pathLength: 2.5,
    randomStart: true,
    keep: "best",
    adjustable: ["steps", "stepSize", "restarts", "stopWhenFooled"],
  });

export const pgd = projectedGradient("pgd", "PGD", "linf");
export const pgdL2 = projectedGradient("pgd-l2", "PGD, L2", "l2");
