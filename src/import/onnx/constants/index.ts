import type { Constant } from "../graph.ts";
import { constantArithmetic } from "./arithmetic.ts";
import { constantArrangement } from "./arrangement.ts";
import { constantCreation } from "./creation.ts";
import { constantReduction } from "./reduction.ts";
import { type ConstantRule, MAX_ELEMENTS } from "./rule.ts";
import { constantScatter } from "./scatter.ts";

/** Every ONNX operator that can be computed on known values. */
export const CONSTANT_RULES: Readonly<Record<string, ConstantRule>> = {
  ...constantArithmetic,
  ...constantArrangement,
  ...constantCreation,
  ...constantReduction,
  ...constantScatter,
};

/** Whether a node on these values is arithmetic on shapes and masks, and not the network's. */
export function isShapeArithmetic(operator: string, inputs: readonly Constant[]): boolean {
  return Object.hasOwn(CONSTANT_RULES, operator) && inputs.every(({ data }) => data.length <= MAX_ELEMENTS);
}
