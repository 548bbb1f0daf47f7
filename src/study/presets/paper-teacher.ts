import { onlyClean } from "./paper-combinations.ts";
import type { Preset } from "./preset.ts";

const teacher = { method: "hard label", network: "resnet50" };

/** Self-distillation against distillation from a larger trained network. */
export const paperTeacher: Preset = {
  id: "paper-teacher",
  title: "Patch swap without a teacher against distillation from one",
  plan: {
    networks: ["resnet18"],
    reference: "hard label",
    methods: [
      { name: "hard label", method: "hard-label" },
      { name: "kd", method: "kd", teacher },
      { name: "at", method: "at", teacher },
      { name: "sp", method: "sp", teacher },
      { name: "rkd", method: "rkd", teacher },
      { name: "crd", method: "crd", teacher },
      { name: "ipswap", method: "ipswap", options: { p: "incremental" } },
    ],
    measure: onlyClean(),
  },
  tiny: {
    measure: onlyClean(),
    methods: [
      { name: "hard label", method: "hard-label" },
      ...["kd", "at", "sp", "rkd", "crd"].map((method) => ({
        name: method,
        method,
        teacher: { method: "hard label", network: "resnet20" },
      })),
      { name: "ipswap", method: "ipswap", options: { p: "incremental" } },
    ],
  },
};
