import { type Budget, createAttackBatch } from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { CHANNELS, toUnit } from "../core/image.ts";
import { overlap } from "../core/overlap.ts";
import { readAhead } from "../data/read-ahead.ts";
import { attackRandom } from "./attack-random.ts";
import type { CorruptedImages } from "./corrupted-images.ts";
import type { Evaluation } from "./evaluation.ts";
import { attackConditions, corruptionConditions, ensembleConditions, type Plan, usableAttacks } from "./plan.ts";
import type { Task } from "./task.ts";

/** A stretch of work: what is kept of the next images under each condition, or nothing yet. */
export interface PredictedSlice {
  /** Passes through the network, a gradient counted as three: the unit of progress. */
  readonly work: number;
  /** In the order of the job's conditions, rows of the task. */
  readonly kept?: readonly Uint8Array[];
}

/**
 * Conditions that share computation and are therefore predicted together: the attacks share the clean gradient.
 * A job's answers for an image depend on that image alone, so it can stop and go on anywhere.
 */
export interface Job {
  readonly id: string;
  readonly conditions: readonly Condition[];
  /** Images to predict, from the first of the set on. */
  readonly count: number;
  /** Work per image. */
  readonly cost: number;
  /** What is kept of the images from `start` on, slice by slice in order. */
  predict(model: Classifier, start: number): AsyncGenerator<PredictedSlice>;
}

/** Cost of an input gradient in forward passes: one forward, and about two for the backward pass. */
const GRADIENT_COST = 3;

/** Images per slice in batches: large enough to hide the cost of keeping it, small enough to lose. */
const BATCHES_PER_SLICE = 4;

/** Slices that are predicted while the one before is kept: without, the network waits for the disk and for JavaScript. */
const AHEAD = 1;

/**
 * The jobs of a plan on a set: clean first, so that the main figures come first.
 *
 * @param gradient whether the network has one; without, only attacks that need none are left
 */
export function createJobs(
  { plan, dataset, corrupted }: Pick<Evaluation, "plan" | "dataset" | "corrupted">,
  task: Task<unknown>,
  gradient: boolean,
): readonly Job[] {
  return [
    cleanJob(dataset, task),
    ...attackJob(plan, dataset, task, gradient),
    ...corruptionJobs(plan, dataset, task, corrupted),
  ];
}

function cleanJob(dataset: Dataset, task: Task<unknown>): Job {
  const { count } = dataset;
  return {
    id: "clean",
    conditions: [{ kind: "clean" }],
    count,
    cost: 1,
    async *predict(model, start) {
      const read = readAhead(dataset, slices(start, count, model.batch * BATCHES_PER_SLICE));
      yield* overlap(read, AHEAD, async ({ indices, pixels }) => ({
        work: indices.length,
        kept: [await look(model, task, pixels, indices)],
      }));
    },
  };
}

/** Attacks on any images of a set; what they answer for an image depends on that image alone. */
export interface AttackedImages {
  readonly conditions: readonly Condition[];
  /** Work per image. */
  readonly cost: number;
  /** What is kept of the images at these rows of the set under each condition; what is done meanwhile goes to `early`. */
  predict(model: Classifier, rows: Int32Array, early?: (slice: PredictedSlice) => void): Promise<PredictedSlice>;
}

/**
 * The attacks of a plan that a network allows; undefined where none is left.
 *
 * @param gradient whether the network has one
 */
export function attackedImages(
  whole: Plan,
  dataset: Dataset,
  task: Task<unknown>,
  gradient: boolean,
): AttackedImages | undefined {
  const chosen = usableAttacks(whole, gradient);
  const plan = { ...whole, attacks: chosen.map(({ id }) => id) };
  const steps = attackConditions(plan).map((condition) => {
    const attack = chosen.find(({ id }) => id === condition.id) as (typeof chosen)[number];
    // One gradient is shared by all of them, and each needs a last look at what it made.
    const cost = Math.max(0, attack.gradients - 1) * GRADIENT_COST + attack.forwards + 1;
    return { condition, attack, cost };
  });
  if (steps.length === 0) return undefined;
  const ensembles = ensembleConditions(plan);
  const cleanCost = gradient ? GRADIENT_COST : 1;
  const random = attackRandom(plan.seed);
  return {
    conditions: [
      ...steps.map(({ condition }) => condition),
      ...ensembles.map(({ norm: _, ...condition }) => condition),
    ],
    cost: cleanCost + steps.reduce((sum, { cost }) => sum + cost, 0),
    async predict(model, indices, early) {
      const labels = indices.map((index) => dataset.labels[index]);
      const [images, judge] = [toUnit(await dataset.read(indices)), await task.judge(indices)];
      const batch = createAttackBatch(model, images, labels, { judge, indices, random });
      const kept: Uint8Array[] = [];
      for (const { condition, attack, cost } of steps) {
        kept.push(await task.keep(await model.logits(await attack.perturb(batch, condition)), indices));
        early?.({ work: indices.length * cost });
      }
      const clean = ensembles.length === 0 ? [] : [await task.keep(await batch.cleanLogits(), indices)];
      for (const { norm, space, epsilon } of ensembles) {
        const members = steps.map(
          ({ attack, condition }) => attack.norm === norm && sameBudget(condition, { space, epsilon }),
        );
        const attacked = kept.filter((_, i) => members[i]);
        kept.push(task.worst([...clean, ...attacked], labels));
      }
      return { work: indices.length * cleanCost, kept };
    },
  };
}

function attackJob(plan: Plan, dataset: Dataset, task: Task<unknown>, gradient: boolean): readonly Job[] {
  const attacked = attackedImages(plan, dataset, task, gradient);
  if (attacked === undefined) return [];
  const { conditions, cost, predict } = attacked;
  const count = Math.min(dataset.count, plan.attackLimit ?? dataset.count);
  return [
    {
      id: "attacks",
      conditions,
      count,
      cost,
      async *predict(model, start) {
        const rows = slices(start, count, model.batch);
        yield* overlap<Int32Array, PredictedSlice>(rows, AHEAD, (indices, early) => predict(model, indices, early));
      },
    },
  ];
}

function corruptionJobs(plan: Plan, dataset: Dataset, task: Task<unknown>, corrupted: CorruptedImages): readonly Job[] {
  return corruptionConditions(plan).map((condition) => corruptionJob(condition, dataset, task, corrupted));
}

/** All images of a set under a corruption. */
export function corruptionJob(
  condition: Extract<Condition, { kind: "corruption" }>,
  { count }: Pick<Dataset, "count">,
  task: Task<unknown>,
  corrupted: CorruptedImages,
): Job {
  return {
    id: conditionKey(condition),
    conditions: [condition],
    count,
    cost: 1,
    async *predict(model, start) {
      const batch = model.batch * BATCHES_PER_SLICE;
      const read = corrupted.read(condition.id, condition.severity, start, count, batch);
      let next = start;
      yield* overlap(read, AHEAD, async (pixels) => {
        const from = next;
        next += pixels.length / (model.height * model.width * CHANNELS);
        const indices = Int32Array.from({ length: next - from }, (_, i) => from + i);
        return { work: indices.length, kept: [await look(model, task, pixels, indices)] };
      });
    },
  };
}

/** What is kept of what a network says of images, a batch at a time: answers may be far larger than what is kept. */
async function look(
  model: Classifier,
  task: Task<unknown>,
  pixels: Uint8Array,
  indices: Int32Array,
): Promise<Uint8Array> {
  const size = pixels.length / indices.length;
  const kept = new Uint8Array(indices.length * task.rowBytes);
  for (let start = 0; start < indices.length; start += model.batch) {
    const end = Math.min(indices.length, start + model.batch);
    const logits = await model.logits(toUnit(pixels.subarray(start * size, end * size)));
    kept.set(await task.keep(logits, indices.subarray(start, end)), start * task.rowBytes);
  }
  return kept;
}

function sameBudget(a: Budget, b: Budget): boolean {
  return a.space === b.space && a.epsilon === b.epsilon;
}

/** Indices `start`...`end` - 1 in pieces of at most `size`. */
function* slices(start: number, end: number, size: number): Generator<Int32Array> {
  for (let from = start; from < end; from += size) {
    yield Int32Array.from({ length: Math.min(size, end - from) }, (_, i) => from + i);
  }
}
