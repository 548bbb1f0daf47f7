import { argmax } from "../../src/core/argmax.ts";
import { significant } from "../../src/core/significant.ts";
import type { ReliabilityFlag } from "./flag.ts";

/** What two passes over the same images said. */
export interface OutputFacts {
  readonly examples: number;
  /** Largest difference between the passes, relative to the largest logit. */
  readonly difference: number;
  /** Images whose answer changed. */
  readonly changed: number;
  /** Whether every row is in [0, 1] and sums to 1. */
  readonly probabilities: boolean;
}

/** Two passes over the same images, each row-major [n, classes]. */
export function outputFacts(first: Float32Array, second: Float32Array, classes: number): OutputFacts {
  const examples = first.length / classes;
  let largest = 0;
  let difference = 0;
  let changed = 0;
  let probabilities = true;
  for (let row = 0; row < examples; row++) {
    const [a, b] = [first, second].map((logits) => logits.subarray(row * classes, (row + 1) * classes));
    a.forEach((value, k) => {
      largest = Math.max(largest, Math.abs(value));
      difference = Math.max(difference, Math.abs(value - b[k]));
    });
    if (argmax(first, row, classes) !== argmax(second, row, classes)) changed++;
    const sum = a.reduce((total, value) => total + value, 0);
    probabilities &&= Math.abs(sum - 1) < SUM_TOLERANCE && a.every((value) => value >= 0 && value <= 1);
  }
  return { examples, difference: largest === 0 ? difference : difference / largest, changed, probabilities };
}

/** Single precision over a thousand classes. */
const SUM_TOLERANCE = 1e-4;
/** Threads may add in another order; this is beyond it. */
const REPEATABLE = 1e-5;

/**
 * Flags a network that answers differently when asked again (an attack on one draw says little about the next: average
 * the gradient over draws), and one whose outputs are already probabilities (losses on logits then saturate).
 */
export function outputFlags({ examples, difference, changed, probabilities }: OutputFacts): readonly ReliabilityFlag[] {
  const flags: ReliabilityFlag[] = [];
  if (difference > REPEATABLE) {
    flags.push({
      code: "randomised",
      sentence: `The network is randomised: two passes over the same ${examples} images differ by ${significant(difference * 100)} % of the largest logit, and change ${changed} answers. Attacks see one draw and are judged on another.`,
      evidence: { examples, difference, changed },
    });
  }
  if (probabilities) {
    flags.push({
      code: "outputs-are-probabilities",
      sentence: `The outputs of all ${examples} images are probabilities, not logits: the softmax is applied twice, losses saturate and gradients vanish. Give the network without its last softmax.`,
      evidence: { examples },
    });
  }
  return flags;
}
