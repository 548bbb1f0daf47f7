import {
  createSample,
  estimate,
  type Metric,
  type MetricId,
  metrics,
  type Predictions,
  percentileInterval,
  predictionsFromLogits,
  resamplingWeights,
} from "../metrics/index.ts";
import { createRandom } from "../src/core/random.ts";

const EXAMPLES = 10_000;
const CLASSES = 100;
const RESAMPLES = 2000;
/** Resamples of the naive way that are timed; the rest is extrapolated, for it would take minutes. */
const NAIVE_RESAMPLES = 20;
const IDS = [
  "accuracy",
  "aurc",
  "eaurc",
  "augrc",
  "fpr95",
  "ece",
  "brier",
  "nll",
] as const satisfies readonly MetricId[];

/** Confidence intervals of eight metrics: sorting once and reweighting, against resampling the examples themselves. */
export async function benchMetrics(): Promise<void> {
  const predictions = synthetic();
  const chosen: readonly Metric[] = metrics.filter(({ id }) => (IDS as readonly string[]).includes(id));
  // In turns, so that whatever else the machine does falls on both.
  const rounds = [0, 1, 2].map(() => ({
    reweighted: time(() => estimate(predictions, { ids: IDS, resamples: RESAMPLES })),
    naive: (time(() => naive(predictions, chosen)) * RESAMPLES) / NAIVE_RESAMPLES,
  }));
  const best = (which: "reweighted" | "naive") => Math.min(...rounds.map((round) => round[which]));
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  console.log(
    `metrics: intervals of ${IDS.length} metrics, ${RESAMPLES} resamples of ${EXAMPLES} examples, ${CLASSES} classes`,
  );
  console.log(`  sort once, reweight     ${seconds(best("reweighted"))} of processor time`);
  console.log(`  resample the examples   ${seconds(best("naive"))} (${NAIVE_RESAMPLES} timed, extrapolated)`);
  console.log(`  ratio                   ${(best("naive") / best("reweighted")).toFixed(0)}`);
}

/** The way without weights: copy the drawn rows, sort and measure them anew. */
function naive(predictions: Predictions, chosen: readonly Metric[]): void {
  const { logits, labels, probabilities, classes, count } = predictions;
  const values = chosen.map(() => new Float64Array(NAIVE_RESAMPLES));
  let row = 0;
  for (const weights of resamplingWeights(count, NAIVE_RESAMPLES, 0)) {
    const drawn = Array.from(weights).flatMap((weight, i) => Array.from({ length: weight }, () => i));
    const rows = (of: Float64Array) => {
      const copy = new Float64Array(count * classes);
      for (const [place, i] of drawn.entries()) copy.set(of.subarray(i * classes, (i + 1) * classes), place * classes);
      return copy;
    };
    const sample = createSample({
      probabilities: rows(probabilities),
      ...(logits === undefined ? {} : { logits: rows(logits) }),
      labels: Int32Array.from(drawn, (i) => labels[i]),
      count,
      classes,
    });
    for (const [m, metric] of chosen.entries()) values[m][row] = metric.compute(sample);
    row++;
  }
  for (const distribution of values) percentileInterval(distribution, 0.95);
}

/** Processor time of this process in milliseconds, which other programs on the machine lengthen least. */
function time(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function synthetic(): Predictions {
  const random = createRandom("bench metrics");
  const labels = Int32Array.from({ length: EXAMPLES }, () => random.integer(CLASSES));
  const logits = Float64Array.from({ length: EXAMPLES * CLASSES }, (_, at) => {
    const isLabel = labels[Math.floor(at / CLASSES)] === at % CLASSES;
    return 2 * random.normal() + (isLabel ? 7 : 0);
  });
  return predictionsFromLogits(logits, labels, CLASSES);
}
