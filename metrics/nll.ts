import { meanOf } from "./mean.ts";
import type { Metric } from "./metric.ts";
import type { Sample } from "./sample.ts";

/**
 * Negative log-likelihood (cross-entropy) of the labels, in nats.
 *
 * NLL = (1/n) sum over examples of -ln p(label). From logits z where there are any: ln sum_k exp(z_k) - z_label, which
 * stays finite where the probability underflows; else from probabilities, and infinite where one is 0.
 *
 * @example nll.compute(createSample(predictionsFromProbabilities([0.5, 0.5], [0], 2))) // 0.6931
 */
export const nll = {
  id: "nll",
  name: "NLL",
  title: "negative log-likelihood of the labels, in nats",
  source: "Guo et al. 2017, On Calibration of Modern Neural Networks, eq. 6",
  unit: "",
  better: "lower",
  range: [0, Infinity],
  definition: { log: "natural" },
  version: 1,
  headline: true,
  perExample: (sample) => sample.fixed(logLosses),
  compute: meanOf(logLosses),
} as const satisfies Metric;

/** Each example's -ln p(label); a fixed quantity. */
export function logLosses({ predictions }: Sample): Float64Array {
  const { probabilities, logits, labels, count, classes } = predictions;
  return Float64Array.from({ length: count }, (_, i) => {
    const label = i * classes + labels[i];
    if (logits === undefined) return -Math.log(probabilities[label]);
    return logSumExp(logits, i * classes, classes) - logits[label];
  });
}

function logSumExp(logits: Float64Array, start: number, classes: number): number {
  let max = -Infinity;
  for (let k = start; k < start + classes; k++) if (logits[k] > max) max = logits[k];
  let sum = 0;
  for (let k = start; k < start + classes; k++) sum += Math.exp(logits[k] - max);
  return max + Math.log(sum);
}
