import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";

/** Names in an error. */
const NAMED = 8;

/**
 * The class that an option names, by name or number.
 *
 * @throws InputError where the data have no such class
 */
export function classNamed(option: string, text: string, { classes }: Pick<Dataset, "classes">): number {
  const named = classes.indexOf(text);
  const index = named === -1 && /^\d+$/.test(text) ? Number(text) : named;
  if (index >= 0 && index < classes.length) return index;
  throw new InputError(option, {
    expected: `a class of the data set, by name or as a number in 0...${classes.length - 1}`,
    got: `"${text}"`,
    remedy: `Names: ${classes.slice(0, NAMED).join(", ")}${classes.length > NAMED ? ", ..." : ""}.`,
  });
}
