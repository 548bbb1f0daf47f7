import { InputError } from "../../core/error.ts";
import type { StudyPlan } from "../../result/study-plan.ts";
import type { NamedMethod } from "../../study/expand-plan.ts";
import { findAugmentation } from "../../train/augmentations/index.ts";
import { networkBranches } from "../../train/method.ts";
import { findMethod } from "../../train/methods/index.ts";
import { requireCombination } from "../../train/require-combination.ts";

/**
 * Images that go through the network for each training example: 1 for plain cross-entropy. A teacher's forward pass is
 * left out.
 *
 * @throws InputError where method, augmentation, teacher and options do not go together
 */
export async function costOfMethod(plan: StudyPlan, method: NamedMethod): Promise<number> {
  const [found, augmentation] = [findMethod(method.method), findAugmentation(method.augment)];
  const unknown = Object.keys(method.options).find(
    (name) => !(name in found.options.shape) && !(name in augmentation.options.shape),
  );
  if (unknown !== undefined) {
    throw new InputError(`plan ${plan.name}, method ${method.name}`, {
      expected: `options of ${found.id} or ${augmentation.id}`,
      got: `"${unknown}"`,
    });
  }
  const of = ({ shape }: { readonly shape: object }) =>
    Object.fromEntries(Object.entries(method.options).filter(([name]) => name in shape));
  const configured = await found.configure(of(found.options));
  const teacher = method.teacher && { name: method.teacher.method };
  requireCombination(configured, augmentation.configure(of(augmentation.options)), teacher);
  return networkBranches(configured);
}
