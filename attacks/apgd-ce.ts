import { apgd } from "./apgd.ts";

/** Auto-PGD on the cross-entropy: 100 steps, one start, as in AutoAttack. */
export const apgdCe = apgd({
  id: "apgd-ce",
  title: "APGD-CE",
  loss: "cross-entropy",
  norm: "linf",
  steps: 100,
  restarts: 1,
});

export const apgdCeL2 = apgd({
  id: "apgd-ce-l2",
  title: "APGD-CE, L2",
  loss: "cross-entropy",
  norm: "l2",
  steps: 100,
  restarts: 1,
});
