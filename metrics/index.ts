/**
 * Reliability metrics of classifiers with confidence intervals, on anybody's logits. No TensorFlow.js, no Node: this
 * entry runs in a browser.
 *
 * @module ipswap-eval/metrics
 */
export { InputError } from "../src/core/error.ts";
export { type Predictions, predictionsFromLogits, predictionsFromProbabilities } from "../src/core/predictions.ts";
export { squaredDistances } from "./brier.ts";
export { type ClassAverage, classAverages } from "./class-averages.ts";
export {
  type ClassAccuracy,
  type Curves,
  curves,
  type ReliabilityBin,
  type RiskCoveragePoint,
  type RocPoint,
} from "./curves/index.ts";
export {
  apCoco,
  apCoco50,
  apCoco75,
  apVoc,
  apVoc07,
  classPrecisions,
  type PrecisionMetric,
} from "./detection/ap.ts";
export {
  type Box,
  type DetectedBox,
  type DetectionCounts,
  iouOfBoxes,
  poolDetections,
  type TrueBox,
} from "./detection/boxes.ts";
export { binnedGaps, type DetectionBins, type OperatingPoint } from "./detection/calibration.ts";
export { detectionMetrics, detectionVariants } from "./detection/metrics.ts";
export { compareImages } from "./images/compare-images.ts";
export {
  estimateUnderCorruption,
  meanPerformance,
  relativePerformance,
  relativePerformanceByClass,
} from "./images/corruption-performance.ts";
export { type Drawn, drawAll, type ImageCounts, type ImageMetric, measureImages } from "./images/drawn.ts";
export { estimateImages } from "./images/estimate-images.ts";
export { imageWise, valuesByImage } from "./images/image-wise.ts";
export { type Comparison, compare } from "./intervals/compare.ts";
export { type Detection, detectableHarm } from "./intervals/detectable-harm.ts";
export type { Difference } from "./intervals/difference.ts";
export { type Estimate, type EstimateOptions, estimate } from "./intervals/estimate.ts";
export { type Harm, harmBounds, harmOf, lostAndWon } from "./intervals/harm.ts";
export { holm } from "./intervals/holm.ts";
export { bcaInterval, debias, type Interval, percentileInterval, within } from "./intervals/interval.ts";
export {
  addExpectedLoss,
  type ExpectedLoss,
  lostNumbers,
  lostShare,
  wrongNumbers,
} from "./intervals/loss/expected-loss.ts";
export type { AfterLoss, LostAnswers } from "./intervals/loss/lost-answers.ts";
export { lostValues, type MeasuredLoss, meanLosses, measureLosses } from "./intervals/loss/measured-loss.ts";
export { lostNumbersOfOne } from "./intervals/loss/mixture-loss.ts";
export { type MarginTest, testMargin } from "./intervals/margin-test.ts";
export { countDiscordant, type Discordant, type McNemar, mcnemar, mcnemarWorse } from "./intervals/mcnemar.ts";
export { meanOverConditions } from "./intervals/mean-over-conditions.ts";
export { minimumDetectableEffect } from "./intervals/minimum-detectable-effect.ts";
export { normalCdf, normalQuantile } from "./intervals/normal.ts";
export { measurePaired, measurePairedSamples, type Pair, type Paired, type PairedOptions } from "./intervals/paired.ts";
export { measurePairedMeans, type PairedExamples } from "./intervals/paired-examples.ts";
export { meansWithIntervals, type PairedValues, pairedMeanDifferences } from "./intervals/paired-means.ts";
export { type Alternative, permutationTest } from "./intervals/permutation-test.ts";
export type { PermutationOptions } from "./intervals/permutations.ts";
export { type BootstrapOptions, bootstrapDistributions, resamplingWeights } from "./intervals/resampling.ts";
export { type PairedShares, tangoInterval } from "./intervals/tango.ts";
export { wilsonInterval } from "./intervals/wilson.ts";
export { canMeasure, type MetricChoice, measure } from "./measure.ts";
export { improvement, type Metric, type MetricRecord, printedScale, signature } from "./metric.ts";
export { headlineMetrics, type MetricId, metrics } from "./metrics.ts";
export { logLosses } from "./nll.ts";
export { createOutcomeSample, type Outcomes } from "./outcome-sample.ts";
export { createSample, type Known, type Occurrences, resample, type Sample, type SampleContext } from "./sample.ts";
export { classMetrics } from "./segmentation/class-metrics.ts";
export { CONFIDENCE_WIDTH, countConfidence } from "./segmentation/confidence-counts.ts";
export { confidenceSums } from "./segmentation/confidence-sums.ts";
export { type LabelRules, labelCounter } from "./segmentation/count-labels.ts";
export {
  collectSegmentation,
  countsOfImage,
  poolSegmentation,
  type SegmentationCounts,
} from "./segmentation/counts.ts";
export { segmentationMetrics, segmentationMetricsFor } from "./segmentation/metrics.ts";
export {
  type SegmentationVariant,
  segmentationVariantMetrics,
  segmentationVariants,
} from "./segmentation/variants.ts";
export { type ScaledConfidence, scaledConfidence } from "./temperature.ts";
export { type TopLabel, topLabel } from "./top-label.ts";
export { labelInTop } from "./top5.ts";
export { type Variant, type VariantId, variantMetrics, variants } from "./variants/index.ts";
