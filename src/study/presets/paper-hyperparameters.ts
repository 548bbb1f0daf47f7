import { onlyClean } from "./paper-combinations.ts";
import type { Preset } from "./preset.ts";

/** Figure 10: the weight of the distillation, its temperature and the probability of a swap. */
export const paperHyperparameters: Preset = {
  id: "paper-hyperparameters",
  title: "Weight, temperature and probability of patch swap (Figure 10)",
  plan: {
    networks: ["resnet18"],
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "ipswap", method: "ipswap", vary: { alpha: [0.1, 0.5, 1, 2], temperature: [1, 2, 4] } },
      { name: "ipswap alpha=1 temperature=4", method: "ipswap", vary: { p: [0.1, 0.3, 0.8, 1] } },
    ],
    seeds: [0, 1, 2],
    // Options are chosen by images that are not those of the other tables.
    validation: 0.1,
    measure: onlyClean(),
  },
  tiny: { seeds: [0, 1, 2], measure: onlyClean() },
};
