import type { Attack, AttackBatch, Budget } from "../../attacks/index.ts";
import { argmax } from "../core/argmax.ts";

/** The class that each row of logits says; -1 where a value is not a number. */
export function answersOf(logits: Float32Array, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, row) => argmax(logits, row, classes));
}

/** 1 where the answer is the label. */
export function correctAnswers(logits: Float32Array, { labels, model }: AttackBatch): Uint8Array {
  const answers = answersOf(logits, model.classes);
  return Uint8Array.from(labels, (label, row) => (answers[row] === label ? 1 : 0));
}

/** 1 where the answer is still the label once an image was attacked. */
export async function correctUnder(attack: Attack, batch: AttackBatch, budget: Budget): Promise<Uint8Array> {
  return correctAnswers(await batch.model.logits(await attack.perturb(batch, budget)), batch);
}

/** How many are correct. */
export const countOf = (correct: Uint8Array): number => correct.reduce((sum, bit) => sum + bit, 0);

/** The share that is correct: the accuracy. */
export const shareOf = (correct: Uint8Array): number => countOf(correct) / correct.length;
