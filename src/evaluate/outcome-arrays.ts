import type { ClassAverage } from "../../metrics/index.ts";
import { encodeNpy } from "../data/npy.ts";
import { type Outcomes, TOP } from "./outcomes.ts";

/** Outcomes as arrays of the per-example file; see `EXAMPLE_COLUMNS`. */
export function outcomeArrays(outcomes: Outcomes): Record<string, Uint8Array> {
  const count = outcomes.predicted.length;
  return {
    "predicted.npy": encodeNpy([count], outcomes.predicted),
    "confidence.npy": encodeNpy([count], outcomes.confidence),
    "correct.npy": encodeNpy([count], outcomes.correct),
    "nll.npy": encodeNpy([count], outcomes.nll),
    "brier.npy": encodeNpy([count], outcomes.brier),
    ...(outcomes.top5 && {
      "top5_class.npy": encodeNpy([count, TOP], outcomes.top5.classes),
      "top5_probability.npy": encodeNpy([count, TOP], outcomes.top5.probabilities),
    }),
    ...(outcomes.averages && averageArrays(outcomes.averages)),
  };
}

/** See `shownColumns`. */
function averageArrays(averages: readonly ClassAverage[]): Record<string, Uint8Array> {
  const classes = new Int32Array(averages.length * TOP).fill(-1);
  const probabilities = new Float32Array(averages.length * TOP);
  averages.forEach(({ top }, of) => {
    top.forEach((entry, rank) => {
      classes[of * TOP + rank] = entry.class;
      probabilities[of * TOP + rank] = entry.probability;
    });
  });
  const masses = Float32Array.from(averages, ({ superclassMass }) => superclassMass ?? Number.NaN);
  return {
    "class_count.npy": encodeNpy(
      [averages.length],
      Int32Array.from(averages, ({ count }) => count),
    ),
    "class_top5_class.npy": encodeNpy([averages.length, TOP], classes),
    "class_top5_probability.npy": encodeNpy([averages.length, TOP], probabilities),
    "class_superclass_mass.npy": encodeNpy([averages.length], masses),
  };
}
