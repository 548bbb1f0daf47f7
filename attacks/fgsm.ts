import { steepestAscent } from "./steepest-ascent.ts";

/**
 * Fast gradient sign method: x + epsilon sign(gradient of the cross-entropy at x). One gradient serves every epsilon.
 */
export const fgsm = steepestAscent({
  id: "fgsm",
  title: "FGSM",
  source: "Goodfellow, Shlens, Szegedy: Explaining and Harnessing Adversarial Examples, ICLR 2015, arXiv:1412.6572",
  steps: 1,
  pathLength: 1,
  keep: "last",
  adjustable: [],
});
