import type { StudyPlan } from "../result/study-plan.ts";
import { presets } from "./presets/index.ts";

/**
 * Published figures to show beside a study: the plan's own; where it has none, those of the preset whose name its name
 * begins with (`paper-noise-tiny`, `paper-noise-cifar10`). They belong to methods by name.
 */
export function publishedFor({ name, published }: StudyPlan): StudyPlan["published"] {
  if (published.length > 0) return published;
  return [...presets].find(([id]) => name === id || name.startsWith(`${id}-`))?.[1].published ?? [];
}
