/**
 * What a program that embeds the suite needs: open data and checkpoints, start an engine, measure. The libraries have
 * entries of their own: `ipswap-eval/metrics`, `ipswap-eval/corruptions`, `ipswap-eval/attacks`.
 */
export type { Classifier, Normalization } from "./core/classifier.ts";
export { type Condition, conditionKey, type EpsilonSpace, SEVERITIES, type Severity } from "./core/condition.ts";
export type { Dataset, ExampleId, Superclasses } from "./core/dataset.ts";
export { InputError } from "./core/error.ts";
export type { Image } from "./core/image.ts";
export { createRandom, type Random } from "./core/random.ts";
export { openDataset } from "./data/open-dataset.ts";
export { createEngine, type Engine, type EngineId } from "./engine/index.ts";
export { type CorruptedImages, generatedImages, imagesFromFiles } from "./evaluate/corrupted-images.ts";
export { evaluate } from "./evaluate/evaluate.ts";
export type { Evaluation, EvaluationEvent } from "./evaluate/evaluation.ts";
export { DEFAULT_EPSILONS, type Plan } from "./evaluate/plan.ts";
export { createClassifier } from "./model/classifier.ts";
export type { Network } from "./model/network.ts";
export { type OpenOptions as OpenNetworkOptions, openNetwork } from "./model/open-network.ts";
export { safetyTable } from "./report/terminal/safety-table.ts";
export {
  type CheckpointResult,
  type Measurement,
  RESULT_SCHEMA,
  type Result,
  resultSchema,
} from "./result/safety-result.ts";
