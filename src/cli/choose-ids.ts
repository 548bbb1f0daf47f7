import { InputError } from "../core/error.ts";

/**
 * A comma-separated choice from a list: `all`, `none`, or ids.
 *
 * @throws InputError on an id that is not in the list
 */
export function chooseIds<Id extends string>(
  option: string,
  text: string,
  known: readonly { readonly id: Id }[],
): readonly Id[] {
  const ids = known.map(({ id }) => id);
  if (text === "none") return [];
  if (text === "all") return ids;
  const chosen = text.split(",").map((part) => {
    const found = ids.find((id) => id === part.trim());
    if (found !== undefined) return found;
    throw new InputError(option, { expected: `none, all, or some of ${ids.join(", ")}`, got: `"${part.trim()}"` });
  });
  return [...new Set(chosen)];
}
