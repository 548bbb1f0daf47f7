import { activationRules } from "./activation.ts";
import { arithmeticRules } from "./arithmetic.ts";
import { attentionRules } from "./attention.ts";
import { constantRules } from "./constant.ts";
import { contributedRules } from "./contributed.ts";
import { controlRules } from "./control.ts";
import { convolutionRules } from "./convolution.ts";
import { foldingRules } from "./folding.ts";
import { integerArithmeticRules } from "./integer-arithmetic.ts";
import { joiningRules } from "./joining.ts";
import { matrixRules } from "./matrix.ts";
import { normalizationRules } from "./normalization.ts";
import { paddingRules } from "./padding.ts";
import { poolingRules } from "./pooling.ts";
import { quantizationRules } from "./quantization.ts";
import { reductionRules } from "./reduction.ts";
import { reshapingRules } from "./reshaping.ts";
import { resizeRules } from "./resize.ts";
import type { RuleTable } from "./rule.ts";
import { scatterRules } from "./scatter.ts";
import { selectionRules } from "./selection.ts";
import { transposedConvolutionRules } from "./transposed-convolution.ts";
import { transpositionRules } from "./transposition.ts";

/** Every ONNX operator that can be computed. A new one is a rule in the file of its kind. */
export const RULES: RuleTable = {
  ...activationRules,
  ...arithmeticRules,
  ...attentionRules,
  ...contributedRules,
  ...constantRules,
  ...controlRules,
  ...convolutionRules,
  ...foldingRules,
  ...integerArithmeticRules,
  ...joiningRules,
  ...matrixRules,
  ...normalizationRules,
  ...paddingRules,
  ...poolingRules,
  ...quantizationRules,
  ...reductionRules,
  ...resizeRules,
  ...reshapingRules,
  ...scatterRules,
  ...selectionRules,
  ...transposedConvolutionRules,
  ...transpositionRules,
};
