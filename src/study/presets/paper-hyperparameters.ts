import { onlyClean } from "./paper-combinations.ts";
import type { Preset } from "./preset.ts";

/** Figure 10: the weights of both losses, the temperature, the probability of a swap and the grid. */
export const paperHyperparameters: Preset = {
  id: "paper-hyperparameters",
  title: "Weights, temperature, probability and grid of patch swap (Figure 10)",
  plan: {
    networks: ["resnet18"],
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "ipswap", method: "ipswap", vary: { alpha: [0.1, 0.5, 1, 2], temperature: [1, 2, 4] } },
      { name: "ipswap by p and grid", method: "ipswap", vary: { p: [0.1, 0.3, 0.5, 0.8, 1], grid: [2, 4, 8] } },
      { name: "ipswap by gamma", method: "ipswap", vary: { gamma: [0.1, 0.5, 2] } },
    ],
    seeds: [0, 1, 2],
    // Options are chosen by images that are not those of the other tables.
    validation: 0.1,
    measure: onlyClean(),
  },
  tiny: { seeds: [0, 1, 2], measure: onlyClean() },
};
