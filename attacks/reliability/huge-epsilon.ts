import { binomialTail } from "../../src/core/binomial.ts";
import type { Classifier } from "../../src/core/classifier.ts";
import { CHANNELS } from "../../src/core/image.ts";
import { percent } from "../../src/core/percent.ts";
import { significant } from "../../src/core/significant.ts";
import type { Attack } from "../attack.ts";
import type { Budget } from "../budget.ts";
import { FALSE_ALARM, type ReliabilityFlag } from "./flag.ts";

/** What was left of the accuracy at an epsilon at which nothing should be. */
export interface HugeEpsilonFacts {
  readonly epsilon: number;
  readonly examples: number;
  readonly correct: number;
  readonly classes: number;
}

/** A budget in which every image can become plain grey, so that nothing of its class need be left. */
export function hugeBudget(
  attack: Attack,
  { height, width, channels }: Pick<Classifier, "height" | "width" | "channels">,
): Budget {
  const half = 0.5;
  const epsilon = attack.norm === "linf" ? half : half * Math.sqrt(height * width * (channels ?? CHANNELS));
  return { epsilon, space: "pixel" };
}

/**
 * Flags an attack that cannot bring the accuracy down to chance, 1 / classes, even when every image may become any
 * grey one (exact binomial test, one-sided, at 1 %): it fails for reasons of its own, not because the network is
 * robust.
 */
export function hugeEpsilonFlags(facts: HugeEpsilonFacts): readonly ReliabilityFlag[] {
  const { epsilon, examples, correct, classes } = facts;
  const chance = 1 / classes;
  const p = binomialTail(correct, examples, chance);
  if (p >= FALSE_ALARM) return [];
  return [
    {
      code: "above-chance-at-huge-epsilon",
      sentence: `Even at epsilon ${significant(epsilon)}, where every image can become plain grey, ${percent(correct / examples)} of ${examples} images are still classified right (chance: ${percent(chance)}). The attack fails by itself; the network need not be robust.`,
      evidence: { epsilon, examples, correct, accuracy: correct / examples, chance, p },
    },
  ];
}
