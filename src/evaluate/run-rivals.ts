import { type Attack, type AttackBatch, type Budget, createAttackBatch, type Rival } from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import { correctAnswers } from "./answers.ts";

/** An attack to check another against; with a model, its images are made on that one. */
export interface PlannedRival {
  readonly attack: Attack;
  readonly on?: Classifier | undefined;
}

/** What is left of a batch under attacks that should do no more harm than the one that is studied. */
export async function runRivals(
  rivals: readonly PlannedRival[],
  batch: AttackBatch,
  budget: Budget,
  progress: (stage: string) => void,
): Promise<readonly (Rival & { readonly outcomes: Uint8Array })[]> {
  const { images, labels, model } = batch;
  const results: (Rival & { readonly outcomes: Uint8Array })[] = [];
  for (const { attack, on } of rivals) {
    const title = on ? `${attack.title} on another checkpoint` : attack.title;
    progress(title);
    const made = await attack.perturb(on ? createAttackBatch(on, images, labels, batch) : batch, budget);
    const kind = on ? "transfer" : attack.gradients === 0 ? "black-box" : "stronger";
    results.push({ title, kind, outcomes: correctAnswers(await model.logits(made), batch) });
  }
  return results;
}
