import { equalWidthEdges } from "../reliability.ts";
import { binnedEce } from "./binned-ece.ts";
import type { Variant } from "./variant.ts";

const BINS = 15;

export const torchmetrics = {
  id: "torchmetrics",
  title: "ECE over 15 bins [lo, hi), with confidence 1 in a sixteenth",
  source: "Lightning-AI/torchmetrics, functional/classification/calibration_error.py",
  metrics: [binnedEce({ edges: equalWidthEdges(BINS), closure: "[lo,hi)", bins: `width${BINS}`, phantom: true })],
} as const satisfies Variant;
