import { spatter } from "./spatter.ts";
import { jpegCompression } from "./jpeg-compression.ts";
import { pixelate } from "./pixelate.ts";
import { defocusBlur } from "./defocus-blur.ts";
import { elasticTransform } from "./elastic-transform.ts";
import { motionBlur } from "./motion-blur.ts";
import { zoomBlur } from "./zoom-blur.ts";
import { snow } from "./snow.ts";
import { fog } from "./fog.ts";
import { brightness } from "./brightness.ts";
import { contrast } from "./contrast.ts";
import type { Corruption } from "./corruption.ts";
import { gaussianBlur } from "./gaussian-blur.ts";
import { gaussianNoise } from "./gaussian-noise.ts";
import { glassBlur } from "./glass-blur.ts";
import { impulseNoise } from "./impulse-noise.ts";
import { saturate } from "./saturate.ts";
import { shotNoise } from "./shot-noise.ts";
import { speckleNoise } from "./speckle-noise.ts";

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
export const corruptions = [
  gaussianNoise,
  shotNoise,
  impulseNoise,
  defocusBlur,
  glassBlur,
  motionBlur,
  zoomBlur,
  snow,
  fog,
  brightness,
  contrast,
  elasticTransform,
  pixelate,
  jpegCompression,
  speckleNoise,
  gaussianBlur,
  spatter,
  saturate,
] as const satisfies readonly Corruption[];
