import type { Preset } from "./preset.ts";

const augmentations = ["cutmix", "cutout", "mixup"] as const;

/** Table 13: patch swap on top of mixing augmentations, by the probability of a swap. */
export const paperCombinations: Preset = {
  id: "paper-combinations",
  title: "Patch swap with CutMix, CutOut and MixUp (Table 13)",
  plan: {
    networks: ["resnet50"],
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      ...augmentations.map((augment) => ({ name: augment, method: "hard-label", augment })),
      ...augmentations.map((augment) => ({
        name: `ipswap + ${augment}`,
        method: "ipswap",
        augment,
        vary: { p: [0, 0.5, 1] },
      })),
    ],
    measure: onlyClean(),
  },
  tiny: { seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8], measure: onlyClean() },
};

/** Clean images alone. */
export function onlyClean() {
  return { attacks: "none", presets: "paper", epsilons: "0.01", attackLimit: 0, corruptions: "none" };
}
