/**
 * The nineteen corruptions of CIFAR-C and ImageNet-C at five severities, and the suites that papers make of them. No
 * TensorFlow.js, no Node.
 *
 * @module ipswap-eval/corruptions
 */
import { findById } from "../src/core/find-by-id.ts";
import type { Corruption } from "./corruption.ts";
import { corruptions, type SuiteId, suites } from "./suites.ts";

export { type CorruptionCache, createCorruptionCache } from "./cache.ts";
export {
  CONSTANT_SETS,
  type ConstantChoice,
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
export type { ElasticDraws } from "./elastic-transform.ts";
export type { FrostDraws } from "./frost.ts";
export { DRAWN_TEXTURES } from "./imaging/frost-textures.ts";
export type { ImpulseDraws } from "./impulse-noise.ts";
export type { SnowDraws } from "./snow.ts";
export { type CorruptionSuite, corruptions, type SuiteId, suites } from "./suites.ts";

export type CorruptionId = (typeof corruptions)[number]["id"];

/**
 * The corruption of this id.
 *
 * @throws InputError where there is none
 * @example findCorruption("fog").family // "weather"
 */
export function findCorruption(id: string): Corruption {
  return findById(corruptions, id, "corruption");
}

/**
 * The corruptions of a suite.
 *
 * @throws InputError where there is none of this id
 * @example corruptionsOf("standard-15").length // 15
 */
export function corruptionsOf(suite: SuiteId | (string & {})): readonly Corruption[] {
  return findById(suites, suite, "corruption suite").corruptions;
}
