import type { Random } from "../core/random.ts";
import type { ConfiguredAugmentation } from "./augmentation.ts";
import type { Batch } from "./batch.ts";
import type { ConfiguredMethod } from "./method.ts";
import type { TrainingProgress } from "./schedule.ts";

/**
 * What is done to a batch before a step: the method sets the targets, the augmentation changes images and targets, and
 * the method changes the images. So IPSwap's pairs are mixed first and swapped then, as in the paper's table 13.
 *
 * @param random named after the step
 * @returns targets, row-major [count, classes]
 */
export function prepareBatch(
  batch: Batch,
  method: ConfiguredMethod,
  augmentation: ConfiguredAugmentation,
  random: Random,
  progress: TrainingProgress,
): Float32Array {
  const targets = method.targets(batch, random);
  augmentation.apply(batch, targets, random.fork("augmentation"));
  method.changeImages(batch, random, progress);
  return targets;
}
