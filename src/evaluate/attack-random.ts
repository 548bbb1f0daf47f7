import { createRandom, type Random } from "../core/random.ts";

/** Root of all draws of attacks, in whichever command: the same seed attacks the same example in the same way. */
export function attackRandom(seed: number): Random {
  return createRandom(seed).fork("attacks");
}
