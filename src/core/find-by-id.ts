import { InputError } from "./error.ts";

/**
 * The entry of a list that has this id.
 *
 * @param subject what named the id: an option, a parameter, a file
 * @throws InputError where none has it, with all that there are
 * @example findById([{ id: "fgsm" }, { id: "pgd" }], "pgd", "`attack`") // { id: "pgd" }
 */
export function findById<Entry extends { readonly id: string }>(
  list: readonly Entry[],
  id: string,
  subject: string,
): Entry {
  const found = list.find((entry) => entry.id === id);
  if (found !== undefined) return found;
  throw new InputError(subject, { expected: `one of ${list.map((entry) => entry.id).join(", ")}`, got: `"${id}"` });
}
