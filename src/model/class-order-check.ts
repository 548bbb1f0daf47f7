import { binomialTail } from "../core/binomial.ts";
import { MUCH } from "../core/much-better.ts";
import { CLASS_ORDERS, type ClassOrder, inClassOrder } from "../data/folder/class-order.ts";

/** What a network answered, and what would have been right: class indices, as many. */
export interface Answers {
  readonly answers: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** Why a network's outputs are probably in another order than the classes are taken to be. Accuracies are fractions. */
export type ClassOrderDoubt =
  /** The names in another order fit far better. */
  | { readonly kind: "order"; readonly order: ClassOrder; readonly own: number; readonly accuracy: number }
  /** An assignment of outputs to classes that was found on one half of the images fits the other half far better. */
  | {
      readonly kind: "assignment";
      readonly own: number;
      readonly accuracy: number;
      readonly count: number;
      /** For each output that was seen, the class that it seems to mean. */
      readonly classOf: ReadonlyMap<number, number>;
    }
  /** Fewer are right than answers that know nothing of the images would have right. */
  | { readonly kind: "below-chance"; readonly own: number; readonly chance: number };

/** Probability of an alarm by chance that is accepted, of each test: three standard errors, one-sided. */
const ALARM = 0.001;
/** Least kappa of an assignment that is worth a word: answers that are merely never right have a little. */
const SOME_AGREEMENT = 0.25;

/**
 * Looks whether answers would be right far more often if the outputs were in another order: that of numbers or of text
 * (where `classes` have two), or any at all. Each alternative has to win an exact one-sided sign test on the images that
 * it and the present order disagree on (McNemar's), at 0.1 %, and by 10 points. An assignment is chosen on one half of each
 * class and tested on the other, so that the number of assignments cannot make one look good.
 *
 * Chance is the share that would be right if answers and labels had nothing to do with each other, sum_k a_k l_k, with
 * a_k the share of answers that are class k and l_k of labels: exact binomial test at 0.1 %.
 *
 * @param classes names in the order that outputs are taken to have
 */
export function doubtClassOrder(sample: Answers, classes: readonly string[]): ClassOrderDoubt | undefined {
  const own = shareRight(sample);
  for (const order of CLASS_ORDERS) {
    // Output k would mean the class that stands at place k in this order.
    const meant = inClassOrder(classes, order).map((name) => classes.indexOf(name));
    const other = translated(sample, (answer) => meant[answer]);
    if (isFarBetter(other, sample)) return { kind: "order", order, own, accuracy: shareRight(other) };
  }
  const [chosenOn, testedOn] = halves(sample);
  const classOf = bestAssignment(chosenOn);
  const reassigned = translated(testedOn, (answer) => classOf.get(answer) ?? answer);
  if (isFarBetter(reassigned, testedOn) && kappa(reassigned) > SOME_AGREEMENT) {
    const count = testedOn.labels.length;
    return { kind: "assignment", own: shareRight(testedOn), accuracy: shareRight(reassigned), count, classOf };
  }
  const chance = shareByChance(sample);
  const wrong = Math.round((1 - own) * sample.labels.length);
  if (chance > 0 && chance < 1 && binomialTail(wrong, sample.labels.length, 1 - chance) < ALARM) {
    return { kind: "below-chance", own, chance };
  }
  return undefined;
}

function shareRight({ answers, labels }: Answers): number {
  return Array.from(labels).filter((label, i) => label === answers[i]).length / Math.max(1, labels.length);
}

function isFarBetter(other: Answers, own: Answers): boolean {
  const { labels } = own;
  let [better, worse] = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    if (own.answers[i] === other.answers[i]) continue;
    if (other.answers[i] === labels[i]) better++;
    if (own.answers[i] === labels[i]) worse++;
  }
  return better - worse > MUCH * labels.length && binomialTail(better, better + worse, 0.5) < ALARM;
}

function translated({ answers, labels }: Answers, classOf: (answer: number) => number): Answers {
  return { answers: Array.from(answers, (answer) => (answer < 0 ? answer : classOf(answer))), labels };
}

/** Every second image of each class, and the others. */
function halves({ answers, labels }: Answers): readonly [Answers, Answers] {
  const seen = new Map<number, number>();
  const parts = Array.from(labels, (label) => {
    const before = seen.get(label) ?? 0;
    seen.set(label, before + 1);
    return before % 2;
  });
  const half = (part: number): Answers => {
    const of = (values: ArrayLike<number>) => Array.from(values).filter((_, i) => parts[i] === part);
    return { answers: of(answers), labels: of(labels) };
  };
  return [half(0), half(1)];
}

/** Pairs answers and labels, those that occur together most often first; each answer and each label once. */
function bestAssignment({ answers, labels }: Answers): ReadonlyMap<number, number> {
  const together = new Map<string, { readonly answer: number; readonly label: number; count: number }>();
  for (let i = 0; i < labels.length; i++) {
    if (answers[i] < 0) continue;
    const key = `${answers[i]} ${labels[i]}`;
    const pair = together.get(key) ?? { answer: answers[i], label: labels[i], count: 0 };
    pair.count++;
    together.set(key, pair);
  }
  const classOf = new Map<number, number>();
  const taken = new Set<number>();
  // Of pairs that occur equally often first those that leave the order as it is.
  const stays = ({ answer, label }: { readonly answer: number; readonly label: number }) => (answer === label ? 1 : 0);
  for (const pair of [...together.values()].sort((a, b) => b.count - a.count || stays(b) - stays(a))) {
    if (classOf.has(pair.answer) || taken.has(pair.label)) continue;
    classOf.set(pair.answer, pair.label);
    taken.add(pair.label);
  }
  return classOf;
}

/** Cohen's kappa, agreement beyond chance: (a - c) / (1 - c), with a the accuracy and c chance. */
function kappa(sample: Answers): number {
  const chance = shareByChance(sample);
  return chance === 1 ? 0 : (shareRight(sample) - chance) / (1 - chance);
}

function shareByChance({ answers, labels }: Answers): number {
  const shares = (values: ArrayLike<number>) => {
    const share = new Map<number, number>();
    for (const value of Array.from(values)) share.set(value, (share.get(value) ?? 0) + 1 / values.length);
    return share;
  };
  const ofLabels = shares(labels);
  return [...shares(answers)].reduce((sum, [answer, share]) => sum + share * (ofLabels.get(answer) ?? 0), 0);
}
