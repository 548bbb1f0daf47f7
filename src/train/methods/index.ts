import { InputError } from "../../core/error.ts";
import type { Method } from "../method.ts";
import { hardLabel } from "./hard-label.ts";
import { ipswap } from "./ipswap.ts";
import { labelSmoothing } from "./label-smoothing.ts";
import { swap } from "./swap.ts";

/** Every training method, in the order help shows them. */
export const METHODS = [hardLabel, labelSmoothing, swap, ipswap] as const satisfies readonly Method[];

export type MethodId = (typeof METHODS)[number]["id"];

/** @throws InputError on an id that is not in the list */
export function findMethod(id: string): Method {
  const found = METHODS.find((method) => method.id === id);
  if (found === undefined) {
    throw new InputError("`method`", { expected: `one of ${METHODS.map((m) => m.id).join(", ")}`, got: `"${id}"` });
  }
  return found;
}
