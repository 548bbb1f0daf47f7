import { argmax } from "../src/core/argmax.ts";
import type { Sample } from "./sample.ts";

/** Each example's decision: the most probable class (the first of equals), its probability, and whether it is right. */
export interface TopLabel {
  readonly predicted: Int32Array;
  /** Maximum softmax probability, the score behind every ranking here. */
  readonly confidence: Float64Array;
  /** 1 where the predicted class is the label. */
  readonly correct: Uint8Array;
}

/** A fixed quantity: `sample.fixed(topLabel)`. */
export function topLabel({ predictions }: Sample): TopLabel {
  const { probabilities, labels, count, classes } = predictions;
  const predicted = new Int32Array(count);
  const confidence = new Float64Array(count);
  const correct = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    const best = argmax(probabilities, i, classes);
    predicted[i] = best;
    confidence[i] = probabilities[i * classes + best];
    correct[i] = best === labels[i] ? 1 : 0;
  }
  return { predicted, confidence, correct };
}
