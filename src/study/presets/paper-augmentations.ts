import type { Preset } from "./preset.ts";

/** Tables 10 to 12: augmentations against self-distillation by patch swap, and what each does to reliability. */
export const paperAugmentations: Preset = {
  id: "paper-augmentations",
  title: "Augmentations and patch swap: accuracy and reliability (Tables 10, 11, 12)",
  plan: {
    networks: ["resnet50"],
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "swap", method: "swap" },
      { name: "cutmix", method: "hard-label", augment: "cutmix" },
      { name: "cutout", method: "hard-label", augment: "cutout" },
      { name: "mixup", method: "hard-label", augment: "mixup" },
      { name: "ipswap", method: "ipswap", options: { p: "incremental" } },
    ],
    equalCompute: true,
    published: table10(),
  },
};

/** Table 10 of the paper, ResNet50 on CIFAR-100, as fractions. */
function table10() {
  const columns = ["clean/accuracy", "clean/aurc", "clean/fpr95", "clean/ece", "clean/brier", "corrupted/accuracy"];
  const rows: readonly (readonly [string, ...number[]])[] = [
    ["hard label", 0.787, 0.0561, 0.597, 0.106, 0.321, 0.554],
    ["swap", 0.788, 0.0536, 0.581, 0.0957, 0.312, 0.543],
    ["cutmix", 0.81, 0.051, 0.608, 0.068, 0.283, 0.571],
    ["cutout", 0.795, 0.0513, 0.608, 0.0835, 0.303, 0.511],
    ["mixup", 0.8, 0.0551, 0.587, 0.0479, 0.285, 0.601],
    ["ipswap", 0.819, 0.0493, 0.568, 0.0757, 0.275, 0.593],
  ];
  return rows.flatMap(([method, ...values]) =>
    values.map((value, i) => ({ network: "resnet50", method, labelNoise: "0", column: columns[i], value })),
  );
}
