import { InputError } from "./error.ts";

/**
 * What a classifier said about `count` examples. Rows are examples; `probabilities` (and `logits`, where the model
 * has them) are row-major [count, classes]. Probabilities are in [0, 1] and sum to one per row.
 */
export interface Predictions {
  readonly probabilities: Float64Array;
  /** Where present, NLL is computed from these without passing through a probability that underflowed. */
  readonly logits?: Float64Array;
  /** Present where the probabilities were rounded to single precision, in which the confident ones tie at 1. */
  readonly softmax?: "float32";
  readonly labels: Int32Array;
  readonly count: number;
  readonly classes: number;
}

/**
 * Softmax of each row in double precision: p_k = exp(z_k - max z) / sum_j exp(z_j - max z).
 *
 * @param logits row-major [count, classes]; minus infinity is a probability of 0
 * @returns row-major [count, classes]
 * @example softmaxRows(Float64Array.of(0, 0), 2) // [0.5, 0.5]
 */
export function softmaxRows(logits: ArrayLike<number>, classes: number): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    let max = -Infinity;
    for (let k = row; k < row + classes; k++) if (logits[k] > max) max = logits[k];
    let sum = 0;
    for (let k = row; k < row + classes; k++) {
      const exponential = Math.exp(logits[k] - max);
      probabilities[k] = exponential;
      sum += exponential;
    }
    for (let k = row; k < row + classes; k++) probabilities[k] /= sum;
  }
  return probabilities;
}

/**
 * Predictions from logits.
 *
 * @param logits row-major [count, classes], finite numbers; minus infinity, which masks a class, is a probability of 0
 * @param labels true class of each row, in [0, classes - 1]
 * @param softmax precision of the probabilities: `float32` reproduces frameworks that compute them so, where confidences
 *   that saturate at 1 tie and metrics of their order depend on how ties are broken
 * @throws InputError on a shape that does not fit, a value that is no logit, a row without a finite one or a label out of
 *   range; names the row
 */
export function predictionsFromLogits(
  logits: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  softmax: "float64" | "float32" = "float64",
): Predictions {
  const count = checkShape("logits", logits, labels, classes);
  checkLogits(logits, classes);
  checkLabels(labels, classes);
  const probabilities = softmaxRows(logits, classes);
  return {
    ...(softmax === "float32" ? { probabilities: probabilities.map(Math.fround), softmax } : { probabilities }),
    logits: Float64Array.from(logits),
    labels: Int32Array.from(labels),
    count,
    classes,
  };
}

function checkLogits(logits: ArrayLike<number>, classes: number): void {
  const remedy = "The network diverged or its normalisation is wrong.";
  for (let row = 0; row < logits.length; row += classes) {
    let possible = 0;
    for (let k = 0; k < classes; k++) {
      const logit = logits[row + k];
      if (Number.isFinite(logit)) possible++;
      else if (logit !== -Infinity) {
        const subject = `logits, row ${row / classes}, class ${k}`;
        throw new InputError(subject, { expected: "a finite number", got: `${logit}`, remedy });
      }
    }
    if (possible > 0) continue;
    throw new InputError(`logits, row ${row / classes}`, { expected: "a finite number", got: "none", remedy });
  }
}

/** How far from one a row may sum: half-precision probabilities stay inside (relative error 2^-11). */
const SUM_TOLERANCE = 0.001;

/**
 * Predictions from probabilities.
 *
 * @param probabilities row-major [count, classes], in [0, 1], each row summing to one within 0.001; kept as they are
 * @param labels true class of each row, in [0, classes - 1]
 * @throws InputError on a shape that does not fit, a row that is no distribution or a label out of range; names the row
 */
export function predictionsFromProbabilities(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Predictions {
  const count = checkShape("probabilities", probabilities, labels, classes);
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let k = 0; k < classes; k++) {
      const probability = probabilities[row * classes + k];
      if (!(probability >= 0 && probability <= 1)) {
        throw new InputError(`probabilities, row ${row}, class ${k}`, {
          expected: "a number in [0, 1]",
          got: `${probability}`,
          remedy: "If these are logits, hand them over as logits.",
        });
      }
      sum += probability;
    }
    if (Math.abs(sum - 1) > SUM_TOLERANCE) {
      throw new InputError(`probabilities, row ${row}`, {
        expected: "a sum of 1",
        got: `${sum}`,
        remedy: "If these are logits, hand them over as logits.",
      });
    }
  }
  checkLabels(labels, classes);
  return { probabilities: Float64Array.from(probabilities), labels: Int32Array.from(labels), count, classes };
}

function checkShape(subject: string, values: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number {
  const count = labels.length;
  if (count === 0) throw new InputError("predictions", { expected: "at least one example", got: "none" });
  if (values.length !== count * classes) {
    throw new InputError(subject, {
      expected: `${count} x ${classes} values, a row of classes for each label`,
      got: `${values.length}`,
    });
  }
  return count;
}

function checkLabels(labels: ArrayLike<number>, classes: number): void {
  for (let i = 0; i < labels.length; i++) {
    if (!(Number.isInteger(labels[i]) && labels[i] >= 0 && labels[i] < classes)) {
      throw new InputError(`labels, row ${i}`, { expected: `a label in 0...${classes - 1}`, got: `${labels[i]}` });
    }
  }
}
