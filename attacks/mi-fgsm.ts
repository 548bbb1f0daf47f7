import { steepestAscent } from "./steepest-ascent.ts";

/**
 * Momentum iterative FGSM: I-FGSM along velocity <- 1.0 x velocity + gradient / |gradient|_1. Weaker than PGD against
 * the network it is made for, stronger when its images are transferred to another.
 */
export const miFgsm = steepestAscent({
  id: "mi-fgsm",
  title: "MI-FGSM",
  source: "Dong et al.: Boosting Adversarial Attacks with Momentum, CVPR 2018, arXiv:1710.06081, algorithm 1",
  steps: 10,
  pathLength: 1,
  momentum: 1,
  keep: "last",
  adjustable: ["steps", "stepSize"],
});
