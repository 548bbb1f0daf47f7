import { activationRules } from "./activation.ts";
import { attentionRules } from "./attention.ts";
import { convolutionRules } from "./convolution.ts";
import { mergeRules, trainingRules } from "./merge.ts";
import { normalizationRules } from "./normalization.ts";
import { poolingRules } from "./pooling.ts";
import { preprocessingRules } from "./preprocessing.ts";
import type { LayerRules } from "./rule.ts";
import { shapeRules } from "./shape.ts";

/** One rule for each kind of layer of ordinary image classifiers. */
export const LAYER_RULES: LayerRules = {
  ...activationRules,
  ...attentionRules,
  ...convolutionRules,
  ...mergeRules,
  ...normalizationRules,
  ...poolingRules,
  ...preprocessingRules,
  ...shapeRules,
  ...trainingRules,
};
