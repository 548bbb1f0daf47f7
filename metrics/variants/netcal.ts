import { binnedEce } from "./binned-ece.ts";
import type { Variant } from "./variant.ts";

const BINS = 10;

/** numpy.linspace(0, 1, 11): multiples of the step, so that the fourth edge is 0.30000000000000004. */
const edges = Float64Array.from({ length: BINS + 1 }, (_, j) => (j === BINS ? 1 : j * (1 / BINS)));

export const netcal = {
  id: "netcal",
  title: "ECE over 10 bins [lo, hi)",
  source: "EFS-OpenSource/calibration-framework, netcal/metrics/confidence/ECE.py (default bins)",
  metrics: [binnedEce({ edges, closure: "[lo,hi)", bins: `width${BINS}` })],
} as const satisfies Variant;
