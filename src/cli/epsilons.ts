import { type Attack, parseEpsilon } from "../../attacks/index.ts";
import type { EpsilonSpace } from "../core/condition.ts";
import { InputError } from "../core/error.ts";
import { significant } from "../core/significant.ts";

/**
 * An epsilon from the command line.
 *
 * @param use what it is for: at most 1 where it bounds each pixel, for pixels are in [0, 1]
 * @throws InputError, naming the option, on a number that counts grey levels: 8 for 8/255
 */
export function readEpsilon(
  text: string,
  option: string,
  { spaces, attacks }: { readonly spaces: readonly EpsilonSpace[]; readonly attacks: readonly Pick<Attack, "norm">[] },
): number {
  const epsilon = parseEpsilon(text, option);
  const inPixels = spaces.includes("pixel") && attacks.some(({ norm }) => norm === "linf");
  if (epsilon <= 1 || !inPixels) return epsilon;
  throw new InputError(option, {
    expected: "at most 1, for it counts in pixels, which are in [0, 1]",
    got: significant(epsilon, 6),
    remedy: epsilon <= 255 ? `For grey levels write ${significant(epsilon, 6)}/255.` : "Write 8/255 for 8 grey levels.",
  });
}
