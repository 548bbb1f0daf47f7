import type { PlanContent } from "../../result/study-plan.ts";
import { paperAugmentations } from "./paper-augmentations.ts";
import { paperCombinations } from "./paper-combinations.ts";
import { paperHyperparameters } from "./paper-hyperparameters.ts";
import { paperNoise } from "./paper-noise.ts";
import { paperSchedule } from "./paper-schedule.ts";
import { paperSelfDistillation } from "./paper-self-distillation.ts";
import { paperTeacher } from "./paper-teacher.ts";
import { type Preset, paperPlan, tinyPlan } from "./preset.ts";

/** Every preset, in the order help shows them. */
const PRESETS: readonly Preset[] = [
  paperAugmentations,
  paperSelfDistillation,
  paperNoise,
  paperCombinations,
  paperSchedule,
  paperTeacher,
  paperHyperparameters,
];

/** Plans that come with the program, by name, as a plan file has them. */
export const presets: ReadonlyMap<string, PlanContent> = new Map(
  PRESETS.flatMap((preset): [string, PlanContent][] => [
    [preset.id, paperPlan(preset)],
    [`${preset.id}-tiny`, tinyPlan(preset)],
  ]),
);
