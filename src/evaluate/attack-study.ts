import {
  type Attack,
  type AttackBatch,
  attackWarnings,
  type Budget,
  createAttackBatch,
  createTrace,
  epsilonUnits,
  gradientFacts,
  hugeBudget,
  type LossFacts,
  outputFacts,
  type Rival,
  reliabilityFlags,
  type Trace,
} from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { toUnit } from "../core/image.ts";
import type { AttackStudy } from "../result/attack-result.ts";
import type { Exhibit } from "../result/exhibit.ts";
import { attackRandom } from "./attack-random.ts";
import { answersOf, brokenFirst, describeExamples, exhibitsOf } from "./attacked-examples.ts";

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
  readonly rivals: readonly { readonly attack: Attack; readonly on?: Classifier | undefined }[];
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
  const batch = await gather(plan, model, dataset);
  const count = batch.labels.length;

  progress("clean images");
  const cleanLogits = await model.logits(batch.images);
  const gradients = attack.gradients > 0 ? gradientFacts((await batch.clean()).gradient, count) : undefined;
  const outputs = outputFacts(cleanLogits, await model.logits(batch.images), model.classes);

  progress(`${attack.title} at ${budget.epsilon}`);
  const trace = createTrace(count);
  const adversarial = await attack.perturb(batch, budget, trace.observe);
  const logits = await model.logits(adversarial);
  const outcomes = outcomesOf(logits, batch);

  const curve: { readonly epsilon: number; readonly outcomes: Uint8Array }[] = [];
  for (const epsilon of plan.curve) {
    progress(`${attack.title} at ${epsilon}`);
    const known = epsilon === budget.epsilon ? outcomes : undefined;
    const at = { epsilon, space: budget.space };
    curve.push({ epsilon, outcomes: known ?? (await outcomesUnder(attack, batch, at)) });
  }
  const huge = hugeBudget(attack, model);
  progress(`${attack.title} at ${huge.epsilon}, where nothing should be left`);
  const correctAtHuge = sum(await outcomesUnder(attack, batch, huge));
  // What is broken altogether cannot be beaten; a targeted number is no upper bound of anything.
  const rivals = target === undefined && sum(outcomes) > 0 ? await runRivals(plan.rivals, batch, budget, progress) : [];

  const examples = describeExamples(batch, dataset.exampleId, cleanLogits, logits, trace, curve);
  const study: AttackStudy = {
    clean: share(outcomesOf(cleanLogits, batch)),
    accuracy: share(outcomes),
    ...(target === undefined ? {} : { hits: examples.filter(({ attacked }) => attacked === target).length / count }),
    units: epsilonUnits(budget, model.normalization),
    warnings: attackWarnings({ attack, budget, images: batch.images, eightBit: true }),
    curve: curve.map(({ epsilon, outcomes: bits }) => ({
      epsilon,
      units: epsilonUnits({ epsilon, space: budget.space }, model.normalization),
      accuracy: share(bits),
    })),
    steps: trace.curve,
    rivals: rivals.map(({ title, outcomes: bits }) => ({ title, accuracy: share(bits) })),
    flags: reliabilityFlags({
      title: attack.title,
      gradients,
      outputs,
      losses:
        attack.gradients > 0 ? threeLooks(lossesThatCount(attack, trace), outcomesOf(cleanLogits, batch)) : undefined,
      outcomes,
      rivals,
      hugeEpsilon: { epsilon: huge.epsilon, examples: count, correct: correctAtHuge, classes: model.classes },
    }),
    examples,
  };
  const looks = { clean: cleanLogits, attacked: logits, adversarial };
  const exhibits = exhibitsOf(batch, looks, examples, brokenFirst(examples, target).slice(0, plan.exhibits));
  return { study, exhibits };
}

async function outcomesUnder(attack: Attack, batch: AttackBatch, budget: Budget): Promise<Uint8Array> {
  return outcomesOf(await batch.model.logits(await attack.perturb(batch, budget)), batch);
}

async function runRivals(
  rivals: AttackStudyPlan["rivals"],
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
    results.push({ title, kind, outcomes: outcomesOf(await model.logits(made), batch) });
  }
  return results;
}

async function gather(plan: AttackStudyPlan, model: Classifier, dataset: Dataset): Promise<AttackBatch> {
  const { target, seed } = plan;
  if (target !== undefined && !(target >= 0 && target < model.classes)) {
    throw new InputError("target", { expected: `a class in 0...${model.classes - 1}`, got: `${target}` });
  }
  const indices = Int32Array.from(dataset.labels.keys()).filter((index) => dataset.labels[index] !== target);
  if (indices.length === 0) {
    throw new InputError("images to attack", { expected: "at least one", got: "none that is not of the target class" });
  }
  const labels = Int32Array.from(indices, (index) => dataset.labels[index]);
  const targets = target === undefined ? undefined : new Int32Array(indices.length).fill(target);
  return createAttackBatch(model, toUnit(await dataset.read(indices)), labels, {
    indices,
    targets,
    random: attackRandom(seed),
  });
}

/** 1 where the answer is the label. */
function outcomesOf(logits: Float32Array, { labels, model }: AttackBatch): Uint8Array {
  const answers = answersOf(logits, model.classes);
  return Uint8Array.from(labels, (label, row) => (answers[row] === label ? 1 : 0));
}

/** An attack that keeps its best image is judged by the best loss so far. */
function lossesThatCount(attack: Attack, trace: Trace): readonly Float64Array[] {
  return attack.keeps === "best" ? trace.bestLosses : trace.losses;
}

/** Losses at the first, middle and last look of the examples that there was something to break of. */
function threeLooks(losses: readonly Float64Array[], right: Uint8Array): LossFacts | undefined {
  if (losses.length < 2 || sum(right) === 0) return undefined;
  const [first, half, last] = [0, Math.floor((losses.length - 1) / 2), losses.length - 1].map((look) =>
    losses[look].filter((_, row) => right[row] === 1),
  );
  return { first, half, last };
}

const sum = (bits: Uint8Array) => bits.reduce((total, bit) => total + bit, 0);
const share = (bits: Uint8Array) => sum(bits) / bits.length;
