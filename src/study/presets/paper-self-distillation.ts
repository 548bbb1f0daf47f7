import type { Preset } from "./preset.ts";

/** Table 3: self-distillation without a teacher and label regularisation. */
export const paperSelfDistillation: Preset = {
  id: "paper-self-distillation",
  title: "Self-distillation and label regularisation (Table 3)",
  plan: {
    networks: ["resnet18", "resnet34", "resnet50", "resnet101"],
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "label smoothing", method: "label-smoothing" },
      { name: "disturb label", method: "disturb-label" },
      { name: "tf-kd", method: "tf-kd-reg" },
      { name: "cs-kd", method: "cs-kd" },
      { name: "ddgsd", method: "ddgsd" },
      { name: "dlb", method: "dlb" },
      { name: "ols", method: "ols" },
      { name: "fer", method: "fer" },
      { name: "ipswap", method: "ipswap", options: { p: "incremental" } },
    ],
    equalCompute: true,
    published: [
      ["hard label", 0.7792, 0.7905, 0.7901, 0.7929],
      ["dlb", 0.8025, 0.8071, 0.8135, 0.8183],
      ["ipswap", 0.8053, 0.8161, 0.8197, 0.8271],
    ].flatMap(([method, ...values]) =>
      values.map((value, i) => ({
        network: ["resnet18", "resnet34", "resnet50", "resnet101"][i],
        method: String(method),
        labelNoise: "0",
        column: "clean/accuracy",
        value: Number(value),
      })),
    ),
  },
  // Nine comparisons need nine seeds.
  tiny: { seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
};
