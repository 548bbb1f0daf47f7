import { argmax } from "../src/core/argmax.ts";
import type { LossId } from "../src/core/classifier.ts";
import { InputError } from "../src/core/error.ts";
import { marginOf } from "../src/core/margin.ts";
import type { AttackBatch, Judge } from "./attack.ts";
import { lossOf } from "./logit-losses.ts";

/** What the attacker wants of a batch, and one pass towards it. */
export interface Goal {
  /** 1 where the answer is what the attacker wants: not the label or, if targeted, the target. First maximum wins. */
  fooled(logits: Float32Array): Uint8Array;
  /**
   * 1 where it is so by more than rounding: another pass over the same image, compiled otherwise, says the same. Only
   * then may an example leave early.
   */
  clearlyFooled(logits: Float32Array): Uint8Array;
  /** The loss of each row, from logits; the larger, the more adversarial. */
  losses(logits: Float32Array): Float64Array;
  /** Losses, logits and the gradient to climb at these images. */
  pass(images: Float32Array): Promise<Ascent>;
}

/** A gradient pass turned so that climbing is what the attacker wants. */
export interface Ascent {
  readonly gradient: Float32Array;
  readonly logits: Float32Array;
  readonly losses: ArrayLike<number>;
}

/**
 * The goal for a batch. Untargeted attacks climb the loss of the label; targeted ones descend the cross-entropy
 * of the target, or climb the targeted DLR.
 *
 * @throws InputError when the network has too few classes for the loss
 */
export function goalOf(batch: AttackBatch, loss: LossId): Goal {
  if (batch.judge !== undefined) return judgedGoal(batch, batch.judge, loss);
  const { model, labels, targets } = batch;
  const { classes } = model;
  const form = formOf(loss, targets !== undefined);
  const least = MIN_CLASSES[form.loss];
  if (classes < least) {
    throw new InputError(`attack with the ${form.loss} loss`, {
      expected: `a network of at least ${least} classes`,
      got: `${classes}`,
      remedy: "Use an attack with the cross-entropy loss.",
    });
  }
  const against = form.descend ? (targets as Int32Array) : labels;
  const sign = form.descend ? -1 : 1;
  /** Above 0: reached. */
  const lead = (logits: Float32Array, row: number) =>
    targets === undefined ? -marginOf(logits, row, classes, labels[row]) : marginOf(logits, row, classes, targets[row]);
  return {
    fooled: (logits) =>
      Uint8Array.from(labels, (label, row) => {
        const answer = argmax(logits, row, classes);
        return (targets === undefined ? answer !== label : answer === targets[row]) ? 1 : 0;
      }),
    clearlyFooled: (logits) =>
      Uint8Array.from(labels, (_, row) => (lead(logits, row) > AGREEMENT * largest(logits, row, classes) ? 1 : 0)),
    losses: (logits) =>
      Float64Array.from(against, (label, row) => sign * lossOf(form.loss, logits, row, classes, label, targets?.[row])),
    async pass(images) {
      const { gradient, logits, losses } = await model.gradient(images, against, form.loss, targets);
      return form.descend
        ? { gradient: gradient.map((value) => -value), logits, losses: losses.map((value) => -value) }
        : { gradient, logits, losses };
    },
  };
}

/** The goal where a judge says what it is. */
function judgedGoal({ model, labels }: AttackBatch, judge: Judge, loss: LossId): Goal {
  if (!judge.losses.includes(loss)) {
    throw new InputError(`attack with the ${loss} loss`, {
      expected: `a loss that these answers have: ${judge.losses.join(", ")}`,
      got: loss,
      remedy: "Use an attack with one of those losses.",
    });
  }
  return {
    fooled: (logits) => judge.fooled(logits, labels),
    clearlyFooled: (logits) => judge.clearlyFooled(logits, labels),
    losses: (logits) => judge.lossesOf(logits, labels),
    pass: (images) => model.gradient(images, labels, loss),
  };
}

/** Engines agree on logits within 1e-4 relative; a lead of less may be gone in another pass. */
const AGREEMENT = 1e-4;

/** Classes that a loss needs at least. */
export const MIN_CLASSES: Readonly<Record<LossId, number>> = { "cross-entropy": 2, dlr: 3, "targeted-dlr": 4 };

function formOf(loss: LossId, targeted: boolean): { readonly loss: LossId; readonly descend: boolean } {
  if (!targeted) return { loss, descend: false };
  return loss === "cross-entropy" ? { loss, descend: true } : { loss: "targeted-dlr", descend: false };
}

function largest(logits: Float32Array, row: number, classes: number): number {
  let value = 0;
  for (let k = row * classes; k < (row + 1) * classes; k++) value = Math.max(value, Math.abs(logits[k]));
  return value;
}
