import type { ReliabilityFlag } from "./flag.ts";
import { type GradientFacts, gradientFlags } from "./gradients.ts";
import { type HugeEpsilonFacts, hugeEpsilonFlags } from "./huge-epsilon.ts";
import { type LossFacts, lossFlags } from "./losses.ts";
import { type OutputFacts, outputFlags } from "./outputs.ts";
import { type Rival, rivalFlags } from "./rivals.ts";

export type { ReliabilityFlag } from "./flag.ts";
export { type GradientFacts, gradientFacts } from "./gradients.ts";
export { type HugeEpsilonFacts, hugeBudget } from "./huge-epsilon.ts";
export { type LossFacts, lossFacts } from "./losses.ts";
export { type OutputFacts, outputFacts } from "./outputs.ts";
export type { Rival } from "./rivals.ts";

/** What is known about an attack on a network; what was not looked at is left out and raises no flag. */
export interface ReliabilityFacts {
  /** Title of the attack whose number is in question. */
  readonly title: string;
  readonly gradients?: GradientFacts | undefined;
  readonly losses?: LossFacts | undefined;
  /** 1 where the answer was right under the attack. */
  readonly outcomes?: ArrayLike<number> | undefined;
  readonly rivals?: readonly Rival[] | undefined;
  readonly hugeEpsilon?: HugeEpsilonFacts | undefined;
  readonly outputs?: OutputFacts | undefined;
}

/** Every reason, in these facts, to doubt the attack's number; none is no proof that it can be trusted. */
export function reliabilityFlags(facts: ReliabilityFacts): readonly ReliabilityFlag[] {
  const { title, gradients, losses, outcomes, rivals, hugeEpsilon, outputs } = facts;
  return [
    ...(outputs ? outputFlags(outputs) : []),
    ...(gradients ? gradientFlags(gradients) : []),
    ...(losses ? lossFlags(losses) : []),
    ...(hugeEpsilon ? hugeEpsilonFlags(hugeEpsilon) : []),
    ...(outcomes && rivals ? rivalFlags(title, outcomes, rivals) : []),
  ];
}
