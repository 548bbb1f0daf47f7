import { onlyClean } from "./paper-combinations.ts";
import type { Preset } from "./preset.ts";

/** Table 15: a fixed probability of a swap against one that grows, and two sizes of patches. */
export const paperSchedule: Preset = {
  id: "paper-schedule",
  title: "Probability of a swap, fixed or growing, and the grid (Table 15)",
  plan: {
    networks: ["resnet18"],
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "ipswap", method: "ipswap", vary: { p: [0.5, "incremental"], grid: [2, 4] } },
    ],
    measure: onlyClean(),
  },
  tiny: { measure: onlyClean() },
};
