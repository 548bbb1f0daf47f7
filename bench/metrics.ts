import {
  bootstrapDistributions,
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
import { exchanges, permutationDistributions } from "../metrics/intervals/permutations.ts";
import { createRandom } from "../src/core/random.ts";

const EXAMPLES = 10_000;
const CLASSES = 100;
/** Of the bootstrap, and permutations of the test. */
const DRAWS = 2000;
/** Draws of the naive way that are timed; the rest is extrapolated, for it would take minutes. */
const NAIVE_DRAWS = 20;
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

const chosen: readonly Metric[] = metrics.filter(({ id }) => (IDS as readonly string[]).includes(id));

/**
 * Eight metrics: confidence intervals, and a paired test of two models. Sorting once and reweighting, against measuring
 * rows that were resampled or exchanged themselves.
 */
export async function benchMetrics(): Promise<void> {
  const [predictions, other] = [synthetic("first"), synthetic("second")];
  const samples = [createSample(predictions), createSample(other)] as const;
  // In turns, so that whatever else the machine does falls on all.
  const rounds = [0, 1, 2].map(() => ({
    reweighted: time(() => estimate(predictions, { ids: IDS, resamples: DRAWS })),
    resampled: (time(() => resampleNaively(predictions)) * DRAWS) / NAIVE_DRAWS,
    bootstrap: time(() => bootstrapDistributions(samples, chosen, { resamples: DRAWS })),
    permutations: time(() => permutationDistributions(samples, chosen, { permutations: DRAWS })),
    exchanged: (time(() => exchangeNaively(predictions, other)) * DRAWS) / NAIVE_DRAWS,
  }));
  const best = (which: keyof (typeof rounds)[number]) => Math.min(...rounds.map((round) => round[which]));
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`;
  const extrapolated = `(${NAIVE_DRAWS} timed, extrapolated)`;
  const size = `of ${EXAMPLES} examples, ${CLASSES} classes`;
  console.log(`metrics: intervals of ${IDS.length} metrics, ${DRAWS} resamples ${size}`);
  console.log(`  sort once, reweight     ${seconds(best("reweighted"))} of processor time`);
  console.log(`  resample the examples   ${seconds(best("resampled"))} ${extrapolated}`);
  console.log(`  ratio                   ${(best("resampled") / best("reweighted")).toFixed(0)}`);
  console.log(`metrics: paired test of ${IDS.length} metrics of two models, ${DRAWS} permutations ${size}`);
  console.log(`  sort once, reweight     ${seconds(best("permutations"))} of processor time`);
  console.log(`  exchange the answers    ${seconds(best("exchanged"))} ${extrapolated}`);
  console.log(`  ratio                   ${(best("exchanged") / best("permutations")).toFixed(0)}`);
  console.log(`  bootstrap of the same   ${seconds(best("bootstrap"))}`);
}

/** The way without weights: copy the drawn rows, sort and measure them anew. */
function resampleNaively(predictions: Predictions): void {
  const values = chosen.map(() => new Float64Array(NAIVE_DRAWS));
  let row = 0;
  for (const weights of resamplingWeights(EXAMPLES, NAIVE_DRAWS, 0)) {
    const drawn = Array.from(weights).flatMap((weight, i) => Array.from({ length: weight }, () => i));
    const sample = createSample(rowsOf(drawn, () => predictions));
    for (const [m, metric] of chosen.entries()) values[m][row] = metric.compute(sample);
    row++;
  }
  for (const distribution of values) percentileInterval(distribution, 0.95);
}

/** The same for a permutation: two models' rows, exchanged and copied. */
function exchangeNaively(first: Predictions, second: Predictions): number {
  const rows = Array.from({ length: EXAMPLES }, (_, i) => i);
  let sum = 0;
  for (const exchanged of exchanges(EXAMPLES, NAIVE_DRAWS - 1, 0)) {
    for (const model of [0, 1]) {
      const sample = createSample(rowsOf(rows, (i) => (exchanged[i] === model ? first : second)));
      for (const metric of chosen) sum += metric.compute(sample);
    }
  }
  return sum;
}

function rowsOf(rows: readonly number[], of: (row: number) => Predictions): Predictions {
  const copy = (part: "logits" | "probabilities") => {
    const values = new Float64Array(rows.length * CLASSES);
    for (const [place, i] of rows.entries()) {
      values.set((of(i)[part] as Float64Array).subarray(i * CLASSES, (i + 1) * CLASSES), place * CLASSES);
    }
    return values;
  };
  return {
    probabilities: copy("probabilities"),
    logits: copy("logits"),
    labels: Int32Array.from(rows, (i) => of(i).labels[i]),
    count: rows.length,
    classes: CLASSES,
  };
}

/** Processor time of this process in milliseconds, which other programs on the machine lengthen least. */
function time(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Two models of the same examples: equal labels, logits of their own. */
function synthetic(model: string): Predictions {
  const random = createRandom("bench metrics");
  const labels = Int32Array.from({ length: EXAMPLES }, () => random.integer(CLASSES));
  const noise = random.fork(model);
  const logits = Float64Array.from({ length: EXAMPLES * CLASSES }, (_, at) => {
    const isLabel = labels[Math.floor(at / CLASSES)] === at % CLASSES;
    return 2 * noise.normal() + (isLabel ? 7 : 0);
  });
  return predictionsFromLogits(logits, labels, CLASSES);
}
