import { curves, type Sample, topLabel, wilsonInterval } from "../../metrics/index.ts";
import type { Diagnostics } from "../result/diagnostics.ts";

/** Points of the risk-coverage curve that are kept: steps of half a percent of coverage. */
const COVERAGE_STEPS = 200;

/** Pairs of confused classes that are kept: all of fifty classes' pairs would be 2,450. */
const MAX_CONFUSIONS = 2500;

const LEVEL = 0.95;

/** The reliability diagram, the risk-coverage curve, and what each class gets right and is taken for. */
export function diagnosticsOf(sample: Sample): Diagnostics {
  const { reliability, riskCoverage, classes } = curves(sample);
  const pairs = confusionCounts(sample);
  const answers = answerCounts(sample);
  return {
    reliability: reliability.map(({ low, high, count, confidence, accuracy }) => ({
      low,
      high,
      count,
      confidence: count === 0 ? null : confidence,
      accuracy: count === 0 ? null : accuracy,
      interval: intervalOf(accuracy, count),
    })),
    riskCoverage: thinned(riskCoverage),
    classes: classes.map(({ class: index, count, accuracy }) => ({
      class: index,
      count,
      recall: count === 0 ? null : accuracy,
      interval: intervalOf(accuracy, count),
      precision: answers.given[index] === 0 ? null : answers.right[index] / answers.given[index],
    })),
    confusions: pairs.slice(0, MAX_CONFUSIONS),
    confusionsLeftOut: Math.max(0, pairs.length - MAX_CONFUSIONS),
  };
}

function intervalOf(share: number, count: number): [number, number] | null {
  return count === 0 ? null : [...wilsonInterval(share, count, LEVEL)];
}

/** The point at, or next above, each step of coverage: the curve's shape in points that a diagram can show. */
function thinned(points: readonly { readonly coverage: number; readonly risk: number }[]): Diagnostics["riskCoverage"] {
  const kept = new Map<number, { coverage: number; risk: number }>();
  for (const { coverage, risk } of points) {
    const step = Math.ceil(coverage * COVERAGE_STEPS);
    kept.set(step, { coverage, risk });
  }
  return [...kept.values()];
}

/** Times that each class is predicted, and predicted rightly. */
function answerCounts(sample: Sample): { readonly given: Int32Array; readonly right: Int32Array } {
  const { predicted, correct } = sample.fixed(topLabel);
  const given = new Int32Array(sample.predictions.classes);
  const right = new Int32Array(sample.predictions.classes);
  predicted.forEach((answer, example) => {
    if (answer < 0) return;
    given[answer]++;
    right[answer] += correct[example];
  });
  return { given, right };
}

/** Wrong predictions by true and predicted class, the most frequent first, then in the order of the classes. */
function confusionCounts(sample: Sample): Diagnostics["confusions"] {
  const { labels, count, classes } = sample.predictions;
  const { predicted } = sample.fixed(topLabel);
  const counts = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    if (predicted[i] === labels[i] || predicted[i] < 0) continue;
    const pair = labels[i] * classes + predicted[i];
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return [...counts]
    .sort(([pairA, countA], [pairB, countB]) => countB - countA || pairA - pairB)
    .map(([pair, times]) => ({ label: Math.floor(pair / classes), predicted: pair % classes, count: times }));
}
