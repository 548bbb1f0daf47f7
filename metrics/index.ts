export {
  type Predictions,
  predictionsFromLogits,
  predictionsFromProbabilities,
} from "../src/core/predictions.ts";
export { measure, selectMetrics } from "./measure.ts";
export { improvement, type Metric, printedScale, signature } from "./metric.ts";
export { type MetricId, metrics } from "./metrics.ts";
export { createSample, resample, type Sample, type SampleContext } from "./sample.ts";
