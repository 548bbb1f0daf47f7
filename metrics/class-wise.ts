import { CALIBRATION_BINS, equalWidthEdges, findBin } from "./reliability.ts";
import type { Sample } from "./sample.ts";

/**
 * Each class's probability binned by itself: sums over the examples in bin b of class k, at index
 * k * CALIBRATION_BINS + b.
 */
export interface ClassWiseSums {
  readonly count: Float64Array;
  readonly probability: Float64Array;
  /** Examples whose label is the class. */
  readonly label: Float64Array;
}

/** A derived quantity. What is left of two models' rows is taken as both models' sums less those of the other rows. */
export function classWiseSums(sample: Sample): ClassWiseSums {
  const { pooled, rest } = sample;
  if (pooled === undefined || rest === undefined) return sums(sample);
  const [first, second] = pooled.map((model) => model.derived(classWiseSums));
  const others = rest.derived(classWiseSums);
  const left = (of: keyof ClassWiseSums) => first[of].map((sum, at) => sum + second[of][at] - others[of][at]);
  return { count: left("count"), probability: left("probability"), label: left("label") };
}

/**
 * Nearly all probabilities of a classifier with many classes lie in the lowest bin. So the lowest bin's sums are taken
 * as the class's totals (a dense pass) less the few entries that lie above it (a sparse one).
 */
function sums(sample: Sample): ClassWiseSums {
  const { counts, total, predictions } = sample;
  const { probabilities, classes } = predictions;
  const { start, cell, labelCell } = sample.fixed(classWiseCells);
  const totals = classTotals(sample);
  const cells = classes * CALIBRATION_BINS;
  const count = new Float64Array(cells);
  const probability = new Float64Array(cells);
  const label = new Float64Array(cells);
  for (let i = 0; i < counts.length; i++) {
    const weight = counts[i];
    if (weight === 0) continue;
    const row = i * classes;
    for (let entry = start[i]; entry < start[i + 1]; entry++) {
      const at = cell[entry];
      count[at] += weight;
      probability[at] += weight * probabilities[row + Math.floor(at / CALIBRATION_BINS)];
    }
    label[labelCell[i]] += weight;
  }
  for (let k = 0; k < classes; k++) {
    const lowest = k * CALIBRATION_BINS;
    count[lowest] = total;
    probability[lowest] = totals[k];
    for (let at = lowest + 1; at < lowest + CALIBRATION_BINS; at++) {
      count[lowest] -= count[at];
      probability[lowest] -= probability[at];
    }
    // What is left of a sum of doubles after all its terms are taken off again.
    if (count[lowest] === 0) probability[lowest] = 0;
  }
  return { count, probability, label };
}

/** Sum of each class's probability. Four examples at a time, because loading and storing the sums takes longer than adding. */
function classTotals({ counts, predictions }: Sample): Float64Array {
  const { probabilities, classes } = predictions;
  const totals = new Float64Array(classes);
  const occurring = new Int32Array(counts.length + 3);
  let examples = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) occurring[examples++] = i;
  // The last four are filled up with example 0, which then counts 0 times.
  const weight = (place: number) => (place < examples ? counts[occurring[place]] : 0);
  for (let place = 0; place < examples; place += 4) {
    const a = occurring[place] * classes;
    const b = occurring[place + 1] * classes;
    const c = occurring[place + 2] * classes;
    const d = occurring[place + 3] * classes;
    const [ofA, ofB, ofC, ofD] = [weight(place), weight(place + 1), weight(place + 2), weight(place + 3)];
    for (let k = 0; k < classes; k++) {
      totals[k] +=
        ofA * probabilities[a + k] +
        ofB * probabilities[b + k] +
        ofC * probabilities[c + k] +
        ofD * probabilities[d + k];
    }
  }
  return totals;
}

/** Cells above the lowest bin, example by example (those of example i from start[i]), and the cell of each label. */
interface ClassWiseCells {
  readonly start: Int32Array;
  readonly cell: Int32Array;
  readonly labelCell: Int32Array;
}

function classWiseCells({ predictions }: Sample): ClassWiseCells {
  const { probabilities, labels, count, classes } = predictions;
  const edges = equalWidthEdges(CALIBRATION_BINS);
  const start = new Int32Array(count + 1);
  const labelCell = new Int32Array(count);
  const cell: number[] = [];
  for (let i = 0; i < count; i++) {
    start[i] = cell.length;
    for (let k = 0; k < classes; k++) {
      const bin = findBin(probabilities[i * classes + k], edges, "(lo,hi]");
      if (bin > 0) cell.push(k * CALIBRATION_BINS + bin);
      if (k === labels[i]) labelCell[i] = k * CALIBRATION_BINS + bin;
    }
  }
  start[count] = cell.length;
  return { start, cell: Int32Array.from(cell), labelCell };
}
