import { createVictims } from "../../attacks/index.ts";
import { corrupt, corruptionRandom } from "../../corruptions/index.ts";
import type { Classifier } from "../core/classifier.ts";
import { type Condition, conditionKey } from "../core/condition.ts";
import type { Dataset } from "../core/dataset.ts";
import { type Image, toUnit } from "../core/image.ts";
import { createRandom } from "../core/random.ts";
import { attackConditions, corruptionConditions, type Plan, plannedAttacks, plannedCorruptions } from "./plan.ts";

/** Some images of a set, as a job sees them. */
export interface Slice {
  /** Index of the first image in the set. */
  readonly start: number;
  /** 8-bit pixels, row-major [n, height, width, 3]. */
  readonly pixels: Uint8Array;
  readonly labels: Int32Array;
}

/**
 * Conditions that share computation and are therefore predicted together: the attacks share the clean gradient.
 * A job's answers for an image depend on that image alone, so slices can be done in any sitting.
 */
export interface Job {
  readonly id: string;
  readonly conditions: readonly Condition[];
  /** Images to predict, from the first of the set on. */
  readonly count: number;
  /** Passes through the network per image, a gradient counted as three; the unit of progress. */
  readonly cost: number;
  /** Logits of a slice under each condition, in the order of `conditions`, row-major [n, classes]. */
  predict(model: Classifier, slice: Slice): Promise<readonly Float32Array[]>;
}

/** Cost of an input gradient in forward passes: one forward, and about two for the backward pass. */
const GRADIENT_COST = 3;

/** The jobs of a plan on a set: clean first, so that the main figures come first. */
export function createJobs(plan: Plan, dataset: Dataset): readonly Job[] {
  return [cleanJob(dataset), ...attackJob(plan, dataset), ...corruptionJobs(plan, dataset)];
}

function cleanJob(dataset: Dataset): Job {
  return {
    id: "clean",
    conditions: [{ kind: "clean" }],
    count: dataset.count,
    cost: 1,
    predict: async (model, { pixels }) => [await model.logits(toUnit(pixels))],
  };
}

function attackJob(plan: Plan, dataset: Dataset): readonly Job[] {
  const chosen = plannedAttacks(plan);
  const conditions = attackConditions(plan);
  if (conditions.length === 0) return [];
  // One gradient, of the clean images, is shared.
  const passes = chosen.map(({ gradients, forwards }) => Math.max(0, gradients - 1) * GRADIENT_COST + forwards + 1);
  const random = createRandom(plan.seed);
  return [
    {
      id: "attacks",
      conditions,
      count: Math.min(dataset.count, plan.attackLimit ?? dataset.count),
      cost: GRADIENT_COST + (conditions.length / chosen.length) * passes.reduce((sum, each) => sum + each, 0),
      async predict(model, { start, pixels, labels }) {
        const indices = Int32Array.from(labels, (_, i) => start + i);
        const victims = createVictims(model, toUnit(pixels), labels, { indices, random });
        const logits: Float32Array[] = [];
        for (const { id, space, epsilon } of conditions) {
          const attack = chosen.find((candidate) => candidate.id === id) as (typeof chosen)[number];
          logits.push(await model.logits(await attack.perturb(victims, { space, epsilon })));
        }
        return logits;
      },
    },
  ];
}

function corruptionJobs(plan: Plan, dataset: Dataset): readonly Job[] {
  const chosen = plannedCorruptions(plan);
  return corruptionConditions(plan).map((condition) => {
    const corruption = chosen.find(({ id }) => id === condition.id) as (typeof chosen)[number];
    return {
      id: conditionKey(condition),
      conditions: [condition],
      count: dataset.count,
      cost: 1,
      async predict(model, { start, pixels, labels }) {
        const corrupted = new Uint8Array(pixels.length);
        const size = pixels.length / labels.length;
        for (let i = 0; i < labels.length; i++) {
          const image: Image = {
            pixels: pixels.subarray(i * size, (i + 1) * size),
            height: dataset.height,
            width: dataset.width,
          };
          const random = corruptionRandom(plan.seed, condition.id, condition.severity, start + i);
          corrupted.set(corrupt(corruption, image, condition.severity, random).pixels, i * size);
        }
        return [await model.logits(toUnit(corrupted))];
      },
    };
  });
}
