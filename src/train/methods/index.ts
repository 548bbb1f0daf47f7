import { findById } from "../../core/find-by-id.ts";
import type { Method } from "../method.ts";
import { at } from "./at.ts";
import { byot } from "./byot.ts";
import { crd } from "./crd.ts";
import { csKd } from "./cs-kd.ts";
import { ddgsd } from "./ddgsd.ts";
import { disturbLabel } from "./disturb-label.ts";
import { dlb } from "./dlb.ts";
import { fer } from "./fer.ts";
import { hardLabel } from "./hard-label.ts";
import { ipswap } from "./ipswap.ts";
import { kd } from "./kd.ts";
import { labelSmoothing } from "./label-smoothing.ts";
import { ols } from "./ols.ts";
import { rkd } from "./rkd.ts";
import { sp } from "./sp.ts";
import { swap } from "./swap.ts";
import { tfKdReg } from "./tf-kd-reg.ts";
import { tfKdSelf } from "./tf-kd-self.ts";
import { zipf } from "./zipf.ts";

/** Every training method, in the order help shows them. */
export const METHODS = [
  hardLabel,
  labelSmoothing,
  disturbLabel,
  ols,
  zipf,
  tfKdReg,
  tfKdSelf,
  byot,
  csKd,
  ddgsd,
  dlb,
  fer,
  kd,
  at,
  sp,
  rkd,
  crd,
  swap,
  ipswap,
] as const satisfies readonly Method[];

export type MethodId = (typeof METHODS)[number]["id"];

/** @throws InputError on an id that is not in the list */
export function findMethod(id: string): Method {
  return findById<Method>(METHODS, id, "`method`");
}
