import { apgd } from "./apgd.ts";

/**
 * Auto-PGD on the difference of logits ratio: the loss does not change when the logits are scaled, so it still has a
 * gradient where a very confident network's cross-entropy has none. 100 steps, one start, as in AutoAttack.
 */
export const apgdDlr = apgd({
  id: "apgd-dlr",
  title: "APGD-DLR",
  loss: "dlr",
  norm: "linf",
  steps: 100,
  restarts: 1,
});

export const apgdDlrL2 = apgd({
  id: "apgd-dlr-l2",
  title: "APGD-DLR, L2",
  loss: "dlr",
  norm: "l2",
  steps: 100,
  restarts: 1,
});
