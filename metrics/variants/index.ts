import { findById } from "../../src/core/find-by-id.ts";
import type { Metric } from "../metric.ts";
import { metrics } from "../metrics.ts";
import { crl, fileOrder } from "./crl.ts";
import { exactOptimum } from "./exact-optimum.ts";
import { fdShifts } from "./fd-shifts.ts";
import { geifman } from "./geifman.ts";
import { netcal } from "./netcal.ts";
import { openood } from "./openood.ts";
import { psKd } from "./ps-kd.ts";
import { torchUncertainty } from "./torch-uncertainty.ts";
import { torchmetrics } from "./torchmetrics.ts";
import type { Variant } from "./variant.ts";

export type { Variant } from "./variant.ts";

/** Every variant. A new one is a file, its test and a line here. */
export const variants = [
  crl,
  fileOrder,
  exactOptimum,
  psKd,
  geifman,
  torchUncertainty,
  fdShifts,
  netcal,
  torchmetrics,
  openood,
] as const satisfies readonly Variant[];

export type VariantId = (typeof variants)[number]["id"];

/**
 * Every metric, those that the variant defines otherwise in its definition.
 *
 * @throws InputError on an id that is not a variant's
 */
export function variantMetrics(id: string): readonly Metric[] {
  const variant = findById<(typeof variants)[number]>(variants, id, "variant");
  const replaced = new Map<string, Metric>(variant.metrics.map((metric) => [metric.id, metric]));
  return metrics.map((metric) => replaced.get(metric.id) ?? metric);
}
