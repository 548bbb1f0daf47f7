import { InputError } from "../core/error.ts";
import type { Network } from "../model/network.ts";
import type { ConfiguredAugmentation } from "./augmentation.ts";
import type { ConfiguredMethod } from "./method.ts";

/**
 * @throws InputError where the augmentation mixes images and the method needs them apart, where the method has no
 * teacher to learn from, and where there is one that it would not ask
 */
export function requireCombination(
  method: Pick<ConfiguredMethod, "id" | "mixable" | "learnsFromTeacher">,
  augmentation: Pick<ConfiguredAugmentation, "id" | "mixes">,
  teacher: Pick<Network, "name"> | undefined,
): void {
  if (!method.mixable && augmentation.mixes) {
    throw new InputError("`augment`", {
      expected: `none or cutout: ${method.id} collects what the network says of single images`,
      got: `${augmentation.id}, which mixes images`,
    });
  }
  if (method.learnsFromTeacher && teacher === undefined) {
    throw new InputError("`teacher`", {
      expected: `the checkpoint of a trained network, which ${method.id} learns from`,
      got: "none",
    });
  }
  if (!method.learnsFromTeacher && teacher !== undefined) {
    throw new InputError("`teacher`", { expected: `none: ${method.id} has no teacher`, got: teacher.name });
  }
}
