import { improvement, type Metric, metrics, type Sample, topLabel } from "../../metrics/index.ts";
import { loseAnswers } from "../../metrics/intervals/loss/lost-answers.ts";
import { placesOf } from "../../src/gate/places.ts";
import type { Population } from "./population.ts";
import type { Question } from "./questions.ts";

const STARTS = Array.from({ length: 16 }, (_, s) => (s + 0.5) / 16);

/** How much worse a metric is in the whole population when this share of the right answers is lost. */
export function trueHarm(population: Population, { metric: id, on }: Question, share: number): number {
  const metric = metrics.find((each) => each.id === id) as Metric;
  const [{ conditions, catalogue }] = population.sides;
  const measured = conditions.map(({ condition }) => condition);
  const place = placesOf(measured, catalogue).find(({ name }) => name === on);
  if (place === undefined) throw new Error(`not measured: ${on}`);
  const harms = place.conditions.map((condition) => harmOfSample(metric, population.pooled(condition), share));
  return harms.reduce((sum, harm) => sum + harm, 0) / harms.length;
}

function harmOfSample(metric: Metric, sample: Sample, share: number): number {
  const { correct } = sample.fixed(topLabel);
  const numbers = metric.perExample?.(sample);
  if (numbers === undefined) {
    // A few evenly spaced places stand badly for all: many rasters of them, each moved a little, for the mean.
    const before = metric.compute(sample);
    const harms = STARTS.map((start) => improvement(metric, metric.compute(loseAnswers(sample, share, start)), before));
    return harms.reduce((sum, harm) => sum + harm, 0) / harms.length;
  }
  const wrong = numbers.filter((_, i) => correct[i] === 0);
  const mean = wrong.reduce((sum, value) => sum + value, 0) / wrong.length;
  return numbers.reduce((sum, value, i) => sum + correct[i] * share * (mean - value), 0) / numbers.length;
}

/** The share at which the true harm is this much: harm rises with the share, and nearly in proportion. */
export function shareFor(population: Population, question: Question, harm: number): number {
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 20; halving++) {
    const middle = (low + high) / 2;
    if (trueHarm(population, question, middle) < harm) low = middle;
    else high = middle;
  }
  return high;
}
