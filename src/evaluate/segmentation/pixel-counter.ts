import { countConfidence, labelCounter } from "../../../metrics/index.ts";
import { argmax } from "../../core/argmax.ts";
import { InputError } from "../../core/error.ts";
import { widthOf } from "./stored-counts.ts";

/**
 * What is kept of an image. Outputs behind the data's classes may be answers: such a pixel is missed by its own class, and
 * probabilities are over all outputs.
 *
 * @returns function of logits [pixels, outputs] and truth [pixels], `classes` where it is void, to `widthOf(classes)` numbers
 */
export function pixelCounter(classes: number): (logits: Float32Array, truth: Uint8Array, name: string) => Float64Array {
  const confusionOf = labelCounter({ classes, voids: [classes], predictedVoid: "missed" });
  return (logits, truth, name) => {
    const outputs = logits.length / truth.length;
    const predicted = Uint8Array.from(truth, (_, pixel) => Math.min(argmax(logits, pixel, outputs), classes));
    const marked =
      outputs === classes ? truth : Int16Array.from(truth, (label) => (label === classes ? outputs : label));
    const counts = new Float64Array(widthOf(classes));
    const confidence = inImage(name, () => countConfidence(logits, marked, outputs));
    counts.set(confusionOf(truth, predicted));
    counts.set(confidence, counts.length - confidence.length);
    return counts;
  };
}

function inImage<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    const remedy = "The network overflows, or its normalisation is wrong.";
    throw new InputError(`${name}, ${cause.subject}`, { ...cause.details, remedy }, { cause });
  }
}
