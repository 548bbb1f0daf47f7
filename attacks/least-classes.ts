import type { Attack } from "./attack.ts";
import { MIN_CLASSES } from "./goal.ts";

/** Classes that an attack's loss needs at least: the ratio of differences of logits has three of them. */
export function leastClasses({ loss }: Pick<Attack, "loss">): number {
  return loss === "margin" ? 2 : MIN_CLASSES[loss];
}
