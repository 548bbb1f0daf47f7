import {
  type Attack,
  type AttackBatch,
  attackWarnings,
  type Budget,
  createTrace,
  epsilonUnits,
  gradientFacts,
  lossFacts,
  outputFacts,
  type ReliabilityFacts,
  reliabilityFlags,
  type Trace,
} from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { logitsApart } from "../core/other-batches.ts";
import { significant } from "../core/significant.ts";
import type { AttackStudy } from "../result/attack-result.ts";
import type { Exhibit } from "../result/exhibit.ts";
import { correctAnswers, shareOf } from "./answers.ts";
import { atHugeEpsilon, attackCurve } from "./attack-curve.ts";
import { brokenFirst, describeExamples, exhibitsOf } from "./attacked-examples.ts";
import { type PlannedRival, runRivals } from "./run-rivals.ts";
import { studyBatch } from "./study-batch.ts";

/** What is to be found out about one attack on one network. */
export interface AttackStudyPlan {
  readonly attack: Attack;
  readonly budget: Budget;
  /** Epsilons of the curve, in the budget's space. */
  readonly curve: readonly number[];
  /** A class that the attack aims at; images of that class stay out of it. */
  readonly target?: number | undefined;
  readonly seed: number;
  /** Attacks to check the number against, same budget; with a model, their images are made on that one. */
  readonly rivals: readonly PlannedRival[];
  /** Images to bring back as exhibits: those that broke first. */
  readonly exhibits: number;
}

/**
 * Looks at one attack in detail.
 *
 * @param progress called with words for what is done next
 * @throws InputError when the target is no class, or no image is left to attack
 */
export async function studyAttack(
  plan: AttackStudyPlan,
  model: Classifier,
  dataset: Dataset,
  progress: (stage: string) => void = () => {},
): Promise<{ readonly study: AttackStudy; readonly exhibits: readonly Exhibit[] }> {
  const { attack, budget, target } = plan;
  const unitsOf = (epsilon: number) => epsilonUnits({ ...budget, epsilon }, model.normalization);
  const batch = await studyBatch(plan, model, dataset);
  progress("clean images");
  const clean = await lookAtClean(attack, batch);
  progress(`${attack.title} at ${significant(budget.epsilon)}`);
  const attacked = await lookAtAttacked(attack, batch, budget);
  const curve = await attackCurve(plan, batch, attacked.correct, progress);
  const hugeEpsilon = await atHugeEpsilon(attack, batch, progress);
  // What is broken altogether cannot be beaten; a targeted number is no upper bound of anything.
  const comparable = target === undefined && attacked.correct.includes(1);
  const rivals = comparable ? await runRivals(plan.rivals, batch, budget, progress) : [];

  const examples = describeExamples(batch, dataset.exampleId, clean.logits, attacked.logits, attacked.trace, curve);
  const losses = attack.gradients > 0 ? lossFacts(lossesThatCount(attack, attacked.trace), clean.correct) : undefined;
  const facts: ReliabilityFacts = { title: attack.title, ...clean.facts, losses, hugeEpsilon, rivals };
  const study: AttackStudy = {
    clean: shareOf(clean.correct),
    accuracy: shareOf(attacked.correct),
    ...(target !== undefined && {
      hits: examples.filter((example) => example.attacked === target).length / examples.length,
    }),
    units: unitsOf(budget.epsilon),
    warnings: attackWarnings({ attack, budget, images: batch.images, eightBit: true }),
    curve: curve.map(({ epsilon, correct }) => ({ epsilon, units: unitsOf(epsilon), accuracy: shareOf(correct) })),
    steps: attacked.trace.curve,
    rivals: rivals.map(({ title, outcomes }) => ({ title, accuracy: shareOf(outcomes) })),
    flags: reliabilityFlags({ ...facts, outcomes: attacked.correct }),
    examples,
  };
  const looks = { clean: clean.logits, attacked: attacked.logits, adversarial: attacked.adversarial };
  const exhibits = exhibitsOf(batch, looks, examples, brokenFirst(examples, target).slice(0, plan.exhibits));
  return { study, exhibits };
}

/** What the network says of the clean images, twice and among other images, and its gradient. */
async function lookAtClean(attack: Attack, batch: AttackBatch) {
  const { model, images, labels } = batch;
  const logits = await model.logits(images);
  const facts: Pick<ReliabilityFacts, "gradients" | "outputs"> = {
    gradients: attack.gradients > 0 ? gradientFacts((await batch.clean()).gradient, labels.length) : undefined,
    outputs: outputFacts(
      logits,
      await model.logits(images),
      model.classes,
      await logitsApart(model, images, labels.length),
    ),
  };
  return { logits, correct: correctAnswers(logits, batch), facts };
}

/** The images that the attack leaves, what the network says of them, and how it came to that. */
async function lookAtAttacked(attack: Attack, batch: AttackBatch, budget: Budget) {
  const trace = createTrace(batch.labels.length);
  const adversarial = await attack.perturb(batch, budget, trace.observe);
  const logits = await batch.model.logits(adversarial);
  return { adversarial, logits, correct: correctAnswers(logits, batch), trace };
}

/** An attack that keeps its best image is judged by the best loss so far. */
function lossesThatCount(attack: Attack, trace: Trace): readonly Float64Array[] {
  return attack.keeps === "best" ? trace.bestLosses : trace.losses;
}
