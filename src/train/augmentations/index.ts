import { findById } from "../../core/find-by-id.ts";
import type { Augmentation } from "../augmentation.ts";
import { cutmix } from "./cutmix.ts";
import { cutout } from "./cutout.ts";
import { mixup } from "./mixup.ts";
import { none } from "./none.ts";

/** Every augmentation that can be added to crop and flip, in the order help shows them. */
export const AUGMENTATIONS = [none, cutout, mixup, cutmix] as const satisfies readonly Augmentation[];

/** @throws InputError on an id that is not in the list */
export function findAugmentation(id: string): Augmentation {
  return findById<Augmentation>(AUGMENTATIONS, id, "`augment`");
}
