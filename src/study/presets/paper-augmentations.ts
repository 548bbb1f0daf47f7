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
    published: [...table10(), ...table11(), ...table12()],
  },
};

/** Published figures of one method on ResNet50. */
function published(method: string, columns: readonly string[], values: readonly number[]) {
  return values.map((value, i) => ({ network: "resnet50", method, labelNoise: "0", column: columns[i], value }));
}

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
  return rows.flatMap(([method, ...values]) => published(method, columns, values));
}

/**
 * Table 11: errors under corruption, here accuracies. The mean of the hard label's ten is Table 10's 55.4 %, so these are
 * of ResNet50. "GB" is left out: it may be Gaussian or zoom blur.
 */
function table11() {
  const ids = ["defocus_blur", "glass_blur", "motion_blur", "snow", "frost", "fog"];
  const columns = [...ids, "brightness", "contrast", "elastic_transform"].map((id) => `corrupted-${id}/accuracy`);
  return [
    ...published("hard label", columns, [0.609, 0.22, 0.551, 0.566, 0.493, 0.644, 0.748, 0.55, 0.619]),
    ...published("ipswap", columns, [0.655, 0.234, 0.599, 0.61, 0.523, 0.691, 0.774, 0.606, 0.649]),
  ];
}

/** Table 12, and Table 10's columns of attacks: accuracy under FGSM and I-FGSM, epsilons in normalised input (our reading). */
function table12() {
  const under = (attack: string, epsilons: readonly number[]) =>
    epsilons.map((epsilon) => `attack-${attack}-normalized-${epsilon}/accuracy`);
  const two = [...under("fgsm", [0.001, 0.01]), ...under("i-fgsm", [0.001, 0.01])];
  const five = [0.001, 0.003, 0.005, 0.01, 0.05];
  return [
    ...published("swap", two, [0.756, 0.489, 0.756, 0.422]),
    ...published("cutmix", two, [0.756, 0.451, 0.755, 0.315]),
    ...published("cutout", two, [0.762, 0.506, 0.758, 0.428]),
    ...published("mixup", two, [0.747, 0.466, 0.745, 0.329]),
    ...published("hard label", under("fgsm", five), [0.749, 0.664, 0.59, 0.459, 0.163]),
    ...published("hard label", under("i-fgsm", five), [0.749, 0.657, 0.568, 0.373, 0.015]),
    ...published("ipswap", under("fgsm", five), [0.784, 0.717, 0.661, 0.575, 0.393]),
    ...published("ipswap", under("i-fgsm", five), [0.782, 0.705, 0.631, 0.497, 0.203]),
  ];
}
