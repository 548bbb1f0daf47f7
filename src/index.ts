/**
 * What a program that embeds the suite needs: open data and checkpoints, start an engine, measure. The libraries have
 * entries of their own: `ipswap-eval/metrics`, `ipswap-eval/corruptions`, `ipswap-eval/attacks`.
 *
 * @module ipswap-eval
 */
export type { Classifier, GradientPass, LossId, Normalization, SignStep, SignStepPass } from "./core/classifier.ts";
export { type Condition, conditionKey, type EpsilonSpace, SEVERITIES, type Severity } from "./core/condition.ts";
export type { Dataset, ExampleId, Superclasses } from "./core/dataset.ts";
export { InputError } from "./core/error.ts";
export type { Image } from "./core/image.ts";
export { createRandom, type Random } from "./core/random.ts";
export type { CorruptorOptions } from "./data/corruptor.ts";
export { type OpenOptions as OpenDatasetOptions, openDataset } from "./data/open-dataset.ts";
export {
  type CompiledFunction,
  type CompileOptions,
  createEngine,
  type Engine,
  type EngineId,
  type InputSpec,
  type TensorFunction,
} from "./engine/index.ts";
export { type CorruptedImages, generatedImages, imagesFromFiles } from "./evaluate/corrupted-images.ts";
export { evaluate } from "./evaluate/evaluate.ts";
export type { Evaluation, EvaluationEvent } from "./evaluate/evaluation.ts";
export { type CorruptedImagesPlan, DEFAULT_EPSILONS, type Plan } from "./evaluate/plan.ts";
export { createClassifier } from "./model/classifier.ts";
export type { ImageSize, Network } from "./model/network.ts";
export { type OpenOptions as OpenNetworkOptions, openNetwork, type WeightChange } from "./model/open-network.ts";
export { safetyTable, type TableOptions } from "./report/terminal/safety-table.ts";
export {
  type CheckpointResult,
  type Measurement,
  RESULT_SCHEMA,
  type Result,
  resultSchema,
} from "./result/safety-result.ts";
