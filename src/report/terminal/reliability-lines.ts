import { counted } from "../../core/counted.ts";
import { significant } from "../../core/significant.ts";
import { described } from "../../result/catalogue.ts";
import type { Result } from "../../result/safety-result.ts";

/** Flags shown per checkpoint; all of them are in the result. */
const MAX_FLAGS = 4;

/**
 * What is to be known before the robust accuracies are believed, a line each: reasons to doubt them, or that none was
 * found and where that was looked for. Nothing where nothing was attacked.
 */
export function reliabilityLines({
  checkpoints,
  catalogue,
}: Result): readonly { readonly text: string; readonly flag: boolean }[] {
  return checkpoints.flatMap(({ name, reliability: { gradientUnavailable, probe, flags } }) => {
    if (gradientUnavailable !== null) {
      return [
        { text: `! ${name}: attacks by gradient were left out, there is none: ${gradientUnavailable}`, flag: true },
      ];
    }
    if (flags.length > 0) {
      const shown = flags.slice(0, MAX_FLAGS).map(({ attack, epsilon, space, sentence }) => ({
        text: `! ${name}, ${attack} at ${significant(epsilon)} (${space}): ${sentence}`,
        flag: true,
      }));
      const more = flags.length - shown.length;
      return more > 0 ? [...shown, { text: `! ${name}: ${more} more in result.json`, flag: true }] : shown;
    }
    if (probe === null) return [];
    const { title } = described(catalogue.attacks, probe.attack);
    const where = `${title} at ${significant(probe.epsilon)} (${probe.space}) on ${counted(probe.count, "image")}`;
    return [
      {
        text: `${name}: gradients, losses, a huge epsilon, repeated answers and transfer give no reason to doubt ${where}`,
        flag: false,
      },
    ];
  });
}
