import { type AnswerDifference, answerDifference, differenceInWords } from "../../src/core/answer-difference.ts";
import { counted } from "../../src/core/counted.ts";
import { APART, REPEATABLE } from "../../src/core/other-batches.ts";
import type { ReliabilityFlag } from "./flag.ts";

/** What two passes over the same images said. */
export interface OutputFacts extends AnswerDifference {
  /** Whether every row is in [0, 1] and sums to 1. */
  readonly probabilities: boolean;
  /** The first pass against one with each image among other images. */
  readonly apart?: AnswerDifference;
}

/**
 * Two passes over the same images, each row-major [n, classes].
 *
 * @param apart a third one, with each image among other images (`logitsApart`)
 */
export function outputFacts(
  first: Float32Array,
  second: Float32Array,
  classes: number,
  apart?: Float32Array,
): OutputFacts {
  return {
    ...answerDifference(first, second, classes),
    probabilities: areProbabilities(first, classes),
    ...(apart && { apart: answerDifference(first, apart, classes) }),
  };
}

/** Single precision over a thousand classes. */
const SUM_TOLERANCE = 1e-4;

function areProbabilities(logits: Float32Array, classes: number): boolean {
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const sum = row.reduce((total, value) => total + value, 0);
    if (!(Math.abs(sum - 1) < SUM_TOLERANCE && row.every((value) => value >= 0 && value <= 1))) return false;
  }
  return true;
}

/**
 * Flags a network that answers differently when asked again (an attack on one draw says little about the next: average
 * the gradient over draws), one whose answers depend on the other images of a batch (an attack then changes images that
 * it does not touch), and one whose outputs are already probabilities (losses on logits then saturate).
 */
export function outputFlags(facts: OutputFacts): readonly ReliabilityFlag[] {
  const { examples, difference, changed, probabilities, apart } = facts;
  const flags: ReliabilityFlag[] = [];
  if (difference > REPEATABLE) {
    flags.push({
      code: "randomised",
      sentence: `The network is randomised: two passes over the same ${counted(examples, "image")} ${differenceInWords(facts)}. Attacks see one draw and are judged on another.`,
      evidence: { examples, difference, changed },
    });
  } else if (apart !== undefined && apart.difference > APART) {
    flags.push({
      code: "depends-on-batch",
      sentence: `The network's answers depend on the other images of a batch: the same ${counted(examples, "image")} in other batches ${differenceInWords(apart)}. An attack on one image changes what is said of others.`,
      evidence: { examples, difference: apart.difference, changed: apart.changed },
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
