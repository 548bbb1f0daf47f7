import type { Preset } from "./preset.ts";

/** Table 14: training labels that are wrong. */
export const paperNoise: Preset = {
  id: "paper-noise",
  title: "Noisy training labels (Table 14)",
  plan: {
    networks: ["resnet18"],
    reference: "hard label",
    labelNoise: ["0", "0.2", "0.4", "0.8"],
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "label smoothing", method: "label-smoothing" },
      { name: "ipswap", method: "ipswap", options: { p: "incremental" } },
    ],
    published: [
      ["hard label", 0.7792, 0.6872, 0.6347, 0.3281],
      ["label smoothing", 0.7878, 0.6984, 0.6446, 0.3446],
      ["ipswap", 0.8027, 0.7184, 0.6557, 0.3836],
    ].flatMap(([method, ...values]) =>
      values.map((value, i) => ({
        network: "resnet18",
        method: String(method),
        labelNoise: ["0", "0.2", "0.4", "0.8"][i],
        column: "clean/accuracy",
        value: Number(value),
      })),
    ),
  },
  // Two comparisons: seven seeds would do; six are too few for one below 0.05 after Holm's adjustment.
  tiny: { seeds: [0, 1, 2, 3, 4, 5, 6] },
};
