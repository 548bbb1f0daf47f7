import type { Preset } from "./preset.ts";

const NETWORKS = [
  ...["resnet18", "resnet34", "resnet50", "resnet101"],
  ...["vgg13-bn", "vgg16-bn", "shufflenetv1-g3", "shufflenetv2"],
];

/** Table 3: self-distillation without a teacher and label regularisation. */
export const paperSelfDistillation: Preset = {
  id: "paper-self-distillation",
  title: "Self-distillation and label regularisation (Table 3)",
  plan: {
    networks: NETWORKS,
    // The paper's recipe.
    training: { learningRates: { "shufflenetv1-g3": 0.01, shufflenetv2: 0.01 } },
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "label smoothing", method: "label-smoothing" },
      { name: "disturb label", method: "disturb-label" },
      { name: "zipf", method: "zipf" },
      { name: "byot", method: "byot" },
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
      ["hard label", 0.7792, 0.7905, 0.7901, 0.7929, 0.7462, 0.744, 0.7126, 0.7262],
      ["dlb", 0.8025, 0.8071, 0.8135, 0.8183, 0.7708, 0.7658, 0.738, 0.743],
      ["ipswap", 0.8053, 0.8161, 0.8197, 0.8271, 0.779, 0.7766, 0.7432, 0.7575],
    ].flatMap(([method, ...values]) =>
      values.map((value, i) => ({
        network: NETWORKS[i],
        method: String(method),
        labelNoise: "0",
        column: "clean/accuracy",
        value: Number(value),
      })),
    ),
  },
  // Eleven comparisons need nine seeds: 11 / 256 = 0.043.
  tiny: { seeds: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
};
