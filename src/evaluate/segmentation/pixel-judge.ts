import type { Judge } from "../../../attacks/index.ts";
import { argmax } from "../../core/argmax.ts";
import { marginOf } from "../../core/margin.ts";

/** Engines agree on logits within 1e-4 relative. */
const AGREEMENT = 1e-4;

/**
 * What an attacker is after on label maps: an image is fooled when none of its scored pixels is right, so that nothing more
 * can be gained; before that, the more adversarial image is the one with the larger mean loss of its pixels.
 *
 * @param truths of each image by its number: the class of each pixel, `classes` where it is void
 */
export function pixelJudge(truths: ReadonlyMap<number, Uint8Array>, classes: number): Judge {
  const ofEach = <T>(
    logits: Float32Array,
    labels: Int32Array,
    of: (answers: Float32Array, truth: Uint8Array) => T,
  ): T[] =>
    Array.from(labels, (label, i) => {
      const width = logits.length / labels.length;
      return of(logits.subarray(i * width, (i + 1) * width), truths.get(label) as Uint8Array);
    });
  const allPixels =
    (holds: (answers: Float32Array, pixel: number, outputs: number, label: number) => boolean) =>
    (answers: Float32Array, truth: Uint8Array) => {
      const outputs = answers.length / truth.length;
      return truth.every((label, pixel) => label === classes || holds(answers, pixel, outputs, label)) ? 1 : 0;
    };
  const isWrong = allPixels((answers, pixel, outputs, label) => argmax(answers, pixel, outputs) !== label);
  const isClearlyWrong = allPixels(
    (answers, pixel, outputs, label) =>
      -marginOf(answers, pixel, outputs, label) > AGREEMENT * largest(answers, pixel, outputs),
  );
  return {
    losses: ["cross-entropy"],
    fooled: (logits, labels) => Uint8Array.from(ofEach(logits, labels, isWrong)),
    clearlyFooled: (logits, labels) => Uint8Array.from(ofEach(logits, labels, isClearlyWrong)),
    lossesOf: (logits, labels) =>
      Float64Array.from(ofEach(logits, labels, (answers, truth) => meanLoss(answers, truth, classes))),
  };
}

/** Mean over all pixels of the cross-entropy, 0 where a pixel is void. */
function meanLoss(answers: Float32Array, truth: Uint8Array, classes: number): number {
  const outputs = answers.length / truth.length;
  let sum = 0;
  truth.forEach((label, pixel) => {
    if (label === classes) return;
    const start = pixel * outputs;
    const top = argmax(answers, pixel, outputs);
    let odds = 0;
    for (let k = 0; k < outputs; k++) odds += Math.exp(answers[start + k] - answers[start + top]);
    sum += Math.log(odds) + answers[start + top] - answers[start + label];
  });
  return sum / truth.length;
}

function largest(answers: Float32Array, pixel: number, outputs: number): number {
  let value = 0;
  for (let k = pixel * outputs; k < (pixel + 1) * outputs; k++) value = Math.max(value, Math.abs(answers[k]));
  return value;
}
