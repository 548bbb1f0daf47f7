import { createRandom } from "../src/core/random.ts";
import type { Sample } from "./sample.ts";

/** Temperatures are sought in [1 / BOUND, BOUND]: where one half is all right, the likelihood has no maximum. */
const BOUND = 100;
const TOLERANCE = 1e-9;
const MAX_STEPS = 100;

/** Confidences after temperature scaling, each with the temperature that was fitted without its half. */
export interface ScaledConfidence {
  readonly confidence: Float64Array;
  /** Temperature fitted on the first half (and applied to the second), and the other way round. */
  readonly temperatures: readonly [number, number];
}

/**
 * Splits the examples at random into halves (the draw depends on their number alone), fits a temperature on each by
 * maximum likelihood and scales the other half by it. A fixed quantity: resamples keep the temperatures.
 */
export function scaledConfidence({ predictions }: Sample): ScaledConfidence {
  const { count, classes } = predictions;
  const logits = predictions.logits ?? logarithms(predictions.probabilities);
  const order = createRandom("temperature halves").permutation(count);
  const halves = [order.subarray(0, count >> 1), order.subarray(count >> 1)] as const;
  const temperatures = halves.map((half) => fitTemperature(logits, predictions.labels, classes, half));
  const confidence = new Float64Array(count);
  for (const [h, half] of halves.entries()) {
    const temperature = temperatures[1 - h];
    for (const i of half) confidence[i] = topProbability(logits, i * classes, classes, 1 / temperature);
  }
  return { confidence, temperatures: [temperatures[0], temperatures[1]] };
}

/** Largest softmax(b z) of a row: 1 / sum_k exp(b (z_k - max z)). */
function topProbability(logits: Float64Array, start: number, classes: number, inverse: number): number {
  const max = largest(logits, start, classes);
  let sum = 0;
  for (let k = start; k < start + classes; k++) sum += Math.exp(inverse * (logits[k] - max));
  return 1 / sum;
}

function largest(logits: Float64Array, start: number, classes: number): number {
  let max = -Infinity;
  for (let k = start; k < start + classes; k++) if (logits[k] > max) max = logits[k];
  return max;
}

/**
 * The temperature T that minimises the mean negative log-likelihood of softmax(z / T) over the given examples.
 * In b = 1 / T the likelihood is convex with derivative mean(E[z] - z_label) and curvature mean(Var[z]), moments under
 * softmax(b z): Newton's method, kept inside a shrinking bracket.
 *
 * @param logits row-major [n, classes]
 */
export function fitTemperature(
  logits: Float64Array,
  labels: Int32Array,
  classes: number,
  examples: Int32Array,
): number {
  let low = 1 / BOUND;
  let high = BOUND;
  let inverse = 1;
  for (let step = 0; step < MAX_STEPS && high - low > TOLERANCE * low; step++) {
    const { slope, curvature } = moments(logits, labels, classes, examples, inverse);
    if (slope > 0) high = inverse;
    else low = inverse;
    const newton = inverse - slope / curvature;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - inverse) <= TOLERANCE * inverse) break;
    inverse = next;
  }
  return 1 / inverse;
}

function moments(logits: Float64Array, labels: Int32Array, classes: number, examples: Int32Array, inverse: number) {
  let slope = 0;
  let curvature = 0;
  for (const i of examples) {
    const row = i * classes;
    // No temperature gives a label of probability 0 any likelihood.
    if (logits[row + labels[i]] === -Infinity) continue;
    const max = largest(logits, row, classes);
    let sum = 0;
    let first = 0;
    let second = 0;
    for (let k = row; k < row + classes; k++) {
      const centred = logits[k] - max;
      if (centred === -Infinity) continue;
      const weight = Math.exp(inverse * centred);
      sum += weight;
      first += weight * centred;
      second += weight * centred * centred;
    }
    const mean = first / sum;
    slope += mean - (logits[row + labels[i]] - max);
    curvature += second / sum - mean * mean;
  }
  return { slope, curvature };
}

/** Logits up to a constant per row; a probability of 0 stays finite. */
function logarithms(probabilities: Float64Array): Float64Array {
  return probabilities.map((probability) => Math.log(Math.max(probability, Number.MIN_VALUE)));
}
