import { activationRules } from "./activation.ts";
import { arithmeticRules } from "./arithmetic.ts";
import { convolutionRules } from "./convolution.ts";
import { matrixRules } from "./matrix.ts";
import { normalizationRules } from "./normalization.ts";
import { poolingRules } from "./pooling.ts";
import { reductionRules } from "./reduction.ts";
import { resizeRules } from "./resize.ts";
import type { RuleTable } from "./rule.ts";
import { shapeRules } from "./shape.ts";

/** Every ONNX operator that can be computed. A new one is a rule in the file of its kind. */
export const RULES: RuleTable = {
  ...activationRules,
  ...arithmeticRules,
  ...convolutionRules,
  ...matrixRules,
  ...normalizationRules,
  ...poolingRules,
  ...reductionRules,
  ...resizeRules,
  ...shapeRules,
};
