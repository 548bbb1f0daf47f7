import { brightness } from "./brightness.ts";
import { contrast } from "./contrast.ts";
import type { Corruption } from "./corruption.ts";
import { gaussianNoise } from "./gaussian-noise.ts";

export {
  CONSTANT_SETS,
  type ConstantSet,
  constantSetFor,
  LARGEST_CIFAR_SIDE,
} from "./constants.ts";
export {
  type Corruption,
  type CorruptionFamily,
  type CorruptionOptions,
  corrupt,
  corruptionRandom,
} from "./corruption.ts";

/** Every corruption, in the order of the official benchmark. Adding one: its file, its test, one line here. */
export const corruptions = [gaussianNoise, brightness, contrast] as const satisfies readonly Corruption[];
