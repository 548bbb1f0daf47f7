import type { Classifier, GradientPass } from "../src/core/classifier.ts";
import { InputError } from "../src/core/error.ts";
import { createRandom, type Random } from "../src/core/random.ts";
import type { AttackBatch, Judge } from "./attack.ts";
import { takeRows } from "./rows.ts";

export interface AttackBatchOptions {
  /** Target class of each image: makes every attack on them a targeted one. */
  readonly targets?: Int32Array | undefined;
  /** What the attacker is after, where labels are no classes. */
  readonly judge?: Judge | undefined;
  /** Each image's number in its data set; default 0...n-1. */
  readonly indices?: Int32Array | undefined;
  /** Root of the random draws; default seed 0. */
  readonly random?: Random | undefined;
}

/**
 * Puts a batch under attack.
 *
 * @param images clean images, [0, 1], row-major [n, height, width, 3]; n may exceed `model.batch`: attacks that drop
 *   examples which are already fooled then close the gaps
 * @param labels true class of each image
 * @throws InputError when the counts differ, or a target is the label itself or no class at all
 */
export function createAttackBatch(
  model: Classifier,
  images: Float32Array,
  labels: Int32Array,
  options: AttackBatchOptions = {},
): AttackBatch {
  const { targets, judge, indices = Int32Array.from(labels.keys()), random = createRandom(0) } = options;
  const size = model.height * model.width * 3;
  if (images.length !== labels.length * size || indices.length !== labels.length) {
    throw new InputError("images to attack", {
      expected: `${size} values and an index for each of ${labels.length} labels`,
      got: `${images.length} values and ${indices.length} indices`,
    });
  }
  if (targets !== undefined) checkTargets(targets, labels, model.classes);
  let pass: Promise<GradientPass> | undefined;
  let logits: Promise<Float32Array> | undefined;
  return {
    model,
    images,
    labels,
    ...(targets && { targets }),
    ...(judge && { judge }),
    indices,
    random,
    clean() {
      pass ??= model.gradient(images, labels);
      return pass;
    },
    cleanLogits() {
      logits ??= pass === undefined ? model.logits(images) : pass.then((clean) => clean.logits);
      return logits;
    },
  };
}

export function allRows({ labels }: AttackBatch): Int32Array {
  return Int32Array.from(labels.keys());
}

/** Some examples of the batch, by row in rising order; the same batch, with what they share, if that is all of them. */
export function selectExamples(batch: AttackBatch, rows: Int32Array): AttackBatch {
  const { model, images, labels, targets, judge, indices, random } = batch;
  if (rows.length === labels.length) return batch;
  return createAttackBatch(model, takeRows(images, rows, images.length / labels.length), takeRows(labels, rows), {
    targets: targets && takeRows(targets, rows),
    judge,
    indices: takeRows(indices, rows),
    random,
  });
}

function checkTargets(targets: Int32Array, labels: Int32Array, classes: number): void {
  labels.forEach((label, row) => {
    const target = targets[row];
    if (target === label || !(target >= 0 && target < classes)) {
      throw new InputError(`target of image ${row}`, {
        expected: `a class in 0...${classes - 1} other than its label, ${label}`,
        got: `${target}`,
      });
    }
  });
}
