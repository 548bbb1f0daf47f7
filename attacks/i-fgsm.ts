import { steepestAscent } from "./steepest-ascent.ts";

/**
 * Iterative FGSM (basic iterative method): ten steps of epsilon / 10, no random start, projected to the ball at each
 * step. The original takes min(epsilon + 4, 1.25 epsilon) steps of one grey level, which is no step at all for an
 * epsilon below 1/255; ten relative steps mean the same at every epsilon.
 */
export const iFgsm = steepestAscent({
  id: "i-fgsm",
  title: "I-FGSM",
  source: "Kurakin, Goodfellow, Bengio: Adversarial Examples in the Physical World, 2016, arXiv:1607.02533",
  steps: 10,
  pathLength: 1,
  keep: "last",
  adjustable: ["steps", "stepSize"],
});
