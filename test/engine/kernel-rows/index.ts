import { arrangements } from "./arrangements.ts";
import { binary, integer, unary } from "./elementwise.ts";
import { fused, products } from "./fused.ts";
import { others } from "./networks.ts";
import { reductions } from "./reductions.ts";
import type { Row } from "./row.ts";
import { convolutions, dilatedConvolutions, paddedPools } from "./windows.ts";

/** Every kernel that the engines have to agree on, at least once. */
export const ROWS: readonly Row[] = [
  ...unary,
  ...binary,
  ...integer,
  ...reductions,
  ...arrangements,
  ...products,
  ...convolutions,
  ...dilatedConvolutions,
  ...paddedPools,
  ...fused,
  ...others,
];
