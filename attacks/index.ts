import type { Attack } from "./attack.ts";
import { fgsm } from "./fgsm.ts";
import { iFgsm } from "./i-fgsm.ts";

export type { Attack, Budget, Victims } from "./attack.ts";
export { createVictims } from "./attack.ts";
export { type GradientSignSettings, gradientSign } from "./gradient-sign.ts";
export { PRESETS, type PresetId } from "./presets.ts";

/** Every attack. Help, plans, reports and contract tests come from this list. */
export const attacks = [fgsm, iFgsm] as const satisfies readonly Attack[];
