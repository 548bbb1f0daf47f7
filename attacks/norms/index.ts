import { l2 } from "./l2.ts";
import { linf } from "./linf.ts";
import type { Norm, NormId } from "./norm.ts";

/** Every norm, by id. */
export const norms: Readonly<Record<NormId, Norm>> = { linf, l2 };
