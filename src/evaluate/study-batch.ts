import { type AttackBatch, createAttackBatch } from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { toUnit } from "../core/image.ts";
import { attackRandom } from "./attack-random.ts";

/**
 * The images of a set that an attack is studied on: all of them, or all that are not of the class it aims at.
 *
 * @throws InputError where the target is no class, or no image is left
 */
export async function studyBatch(
  { target, seed }: { readonly target?: number | undefined; readonly seed: number },
  model: Classifier,
  dataset: Dataset,
): Promise<AttackBatch> {
  if (target !== undefined && !(target >= 0 && target < model.classes)) {
    throw new InputError("`target`", { expected: `a class in 0...${model.classes - 1}`, got: `${target}` });
  }
  const indices = Int32Array.from(dataset.labels.keys()).filter((index) => dataset.labels[index] !== target);
  if (indices.length === 0) {
    throw new InputError("images to attack", { expected: "at least one", got: "none that is not of the target class" });
  }
  const labels = Int32Array.from(indices, (index) => dataset.labels[index]);
  const targets = target === undefined ? undefined : new Int32Array(indices.length).fill(target);
  return createAttackBatch(model, toUnit(await dataset.read(indices)), labels, {
    indices,
    targets,
    random: attackRandom(seed),
  });
}
