import { additiveArrays } from "./additive.ts";
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

/**
 * Nearly all probabilities of a classifier with many classes lie in the lowest bin. So the lowest bin's sums are taken
 * as the class's totals (a dense pass) less the few entries that lie above it (a sparse one). A derived quantity.
 */
export const classWiseSums = additiveArrays((sample): ClassWiseSums => {
  const { total, predictions } = sample;
  const { classes } = predictions;
  const { start, cell, above, labelCell } = sample.fixed(classWiseCells);
  const { length, rows, weights } = sample.occurring;
  const totals = classTotals(sample);
  const cells = classes * CALIBRATION_BINS;
  const count = new Float64Array(cells);
  const probability = new Float64Array(cells);
  const label = new Float64Array(cells);
  for (let at = 0; at < length; at++) {
    const row = rows[at];
    const weight = weights[at];
    for (let entry = start[row]; entry < start[row + 1]; entry++) {
      count[cell[entry]] += weight;
      probability[cell[entry]] += weight * above[entry];
    }
    label[labelCell[row]] += weight;
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
});

/** Sum of each class's probability. Four examples at a time, because loading and storing the sums takes longer than adding. */
function classTotals(sample: Sample): Float64Array {
  const { probabilities, classes } = sample.predictions;
  const { length, rows, weights } = sample.occurring;
  const totals = new Float64Array(classes);
  // The last four are filled up with an example that counts 0 times.
  const row = (at: number) => (at < length ? rows[at] : 0) * classes;
  const weight = (at: number) => (at < length ? weights[at] : 0);
  for (let at = 0; at < length; at += 4) {
    const [a, b, c, d] = [row(at), row(at + 1), row(at + 2), row(at + 3)];
    const [ofA, ofB, ofC, ofD] = [weight(at), weight(at + 1), weight(at + 2), weight(at + 3)];
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
  /** The probability in each of these cells. */
  readonly above: Float64Array;
  readonly labelCell: Int32Array;
}

function classWiseCells({ predictions }: Sample): ClassWiseCells {
  const { probabilities, labels, count, classes } = predictions;
  const edges = equalWidthEdges(CALIBRATION_BINS);
  const start = new Int32Array(count + 1);
  const labelCell = new Int32Array(count);
  const cell: number[] = [];
  const above: number[] = [];
  for (let i = 0; i < count; i++) {
    start[i] = cell.length;
    for (let k = 0; k < classes; k++) {
      const probability = probabilities[i * classes + k];
      const bin = findBin(probability, edges, "(lo,hi]");
      if (bin > 0) {
        cell.push(k * CALIBRATION_BINS + bin);
        above.push(probability);
      }
      if (k === labels[i]) labelCell[i] = k * CALIBRATION_BINS + bin;
    }
  }
  start[count] = cell.length;
  return { start, cell: Int32Array.from(cell), above: Float64Array.from(above), labelCell };
}
