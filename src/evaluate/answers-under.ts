import { PRESETS, type PresetId } from "../../attacks/index.ts";
import { classAverages } from "../../metrics/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Condition } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { overlap } from "../core/overlap.ts";
import { predictionsFromLogits } from "../core/predictions.ts";
import type { CorruptedImages } from "./corrupted-images.ts";
import { attackedImages, corruptionJob, type PredictedSlice } from "./jobs.ts";
import { mostProbable } from "./outcomes.ts";
import type { Plan } from "./plan.ts";
import { answersShown, type ShownAnswers } from "./shown-answers.ts";
import { classification, logitsIn } from "./tasks/classification.ts";

/** Batches of attacked images that are predicted while one is kept. */
const AHEAD = 1;

type AttackCondition = Extract<Condition, { kind: "attack" }>;

export interface AskedAnswers {
  readonly dataset: Dataset;
  /** Under corruption, the first this many images. */
  readonly count: number;
  /** Under attack, the first this many of these. */
  readonly attackLimit: number;
  /** Rows of the set whose answers are wanted under attack too, wherever they stand. */
  readonly rows: readonly number[];
  readonly corrupted: CorruptedImages;
  readonly seed: number;
}

/**
 * What a network answers under conditions, computed now: the numbers that a run of `safety` with the same seed keeps of
 * its own conditions (see `shownAnswers`), and of the wanted rows that it did not attack as well.
 *
 * @returns one for each condition; null for an attack that needs a gradient where the network has none
 */
export async function answersUnder(
  model: Classifier,
  conditions: readonly Condition[],
  asked: AskedAnswers,
): Promise<readonly (ShownAnswers | null)[]> {
  const answers: (ShownAnswers | null)[] = [];
  for (const condition of conditions) answers.push(await underCondition(model, condition, asked));
  return answers;
}

async function underCondition(
  model: Classifier,
  condition: Condition,
  asked: AskedAnswers,
): Promise<ShownAnswers | null> {
  const { count, attackLimit, rows } = asked;
  const task = classification(asked.dataset);
  switch (condition.kind) {
    case "clean":
      return null;
    case "corruption": {
      const logits = await gathered(corruptionJob(condition, { count }, task, asked.corrupted).predict(model, 0));
      return shown(logits, firstRows(count), count, asked);
    }
    case "attack": {
      const attacked = attackedImages(
        planOf(condition, asked),
        asked.dataset,
        task,
        model.gradientUnavailable === undefined,
      );
      if (attacked === undefined) return null;
      const first = Math.min(count, attackLimit);
      const all = [...firstRows(first), ...new Set(rows.filter((row) => row >= first))];
      const batches = Array.from({ length: Math.ceil(all.length / model.batch) }, (_, i) =>
        Int32Array.from(all.slice(i * model.batch, (i + 1) * model.batch)),
      );
      const logits = await gathered(overlap(batches, AHEAD, (batch) => attacked.predict(model, batch)));
      return shown(logits, all, first, asked);
    }
  }
}

/** A plan of one attack. */
function planOf({ id, space, epsilon }: AttackCondition, { seed, attackLimit, corrupted }: AskedAnswers): Plan {
  const presets = (Object.keys(PRESETS) as PresetId[]).filter((preset) => PRESETS[preset].space === space);
  return {
    seed,
    attacks: [id],
    presets,
    epsilons: [epsilon],
    attackLimit,
    corruptions: [],
    corruptedImages: corrupted.plan,
  };
}

/** The logits of slices of one condition, one after the other. */
async function gathered(slices: AsyncIterable<PredictedSlice>): Promise<readonly number[]> {
  const values: number[] = [];
  for await (const { kept } of slices)
    for (const value of kept === undefined ? [] : logitsIn(kept[0])) values.push(value);
  return values;
}

/** @param averaged so many of the rows, from the first on, are averaged over their classes */
function shown(
  logits: ArrayLike<number>,
  rows: readonly number[],
  averaged: number,
  { dataset: { labels, classes, superclasses } }: AskedAnswers,
): ShownAnswers {
  const labelsOf = (of: readonly number[]) => of.map((row) => labels[row]);
  const all = predictionsFromLogits(logits, labelsOf(rows), classes.length);
  const first = { ...all, count: averaged };
  const places = new Map(rows.map((row, place) => [row, place]));
  return answersShown(mostProbable(all), classAverages(first, superclasses), (row) => places.get(row));
}

const firstRows = (count: number) => Array.from({ length: count }, (_, row) => row);
