import { InputError } from "../src/core/error.ts";

/** The worst case over several attacks, example by example. */
export interface WorstCase {
  /** 1 where the answer was right under every attack. */
  readonly correct: Uint8Array;
  /** The first attack, in the order given, that made the answer wrong; -1 where none did. */
  readonly brokenBy: Int16Array;
  /** Share of examples that were right under every attack: robust accuracy as AutoAttack counts it. */
  readonly accuracy: number;
}

/**
 * Robust accuracy over an ensemble of attacks: an example counts as right if no attack made it wrong.
 *
 * @param outcomes for each attack, 1 where the answer was right; equal lengths. The clean outcome belongs to it, so
 *   that an example which is wrong without an attack never counts as robust
 * @throws InputError when there is no attack, no example, or lengths differ
 * @example worstCase([Uint8Array.of(1, 1, 0), Uint8Array.of(1, 0, 1)]).accuracy // 1/3
 */
export function worstCase(outcomes: readonly ArrayLike<number>[]): WorstCase {
  const [first] = outcomes;
  if (first === undefined || first.length === 0) {
    throw new InputError("ensemble", { expected: "outcomes of at least one attack on one example", got: "none" });
  }
  outcomes.forEach((outcome, attack) => {
    if (outcome.length === first.length) return;
    throw new InputError(`ensemble, outcomes ${attack}`, {
      expected: `${first.length} examples, as outcomes 0 have`,
      got: `${outcome.length}`,
    });
  });
  const brokenBy = Int16Array.from(first, (_, example) => outcomes.findIndex((outcome) => outcome[example] === 0));
  const correct = Uint8Array.from(brokenBy, (attack) => (attack === -1 ? 1 : 0));
  return { correct, brokenBy, accuracy: correct.reduce((sum, bit) => sum + bit, 0) / correct.length };
}
