import type { Dataset } from "../core/dataset.ts";
import { InputError } from "../core/error.ts";
import { createRandom, type Random } from "../core/random.ts";
import { identified } from "./records.ts";
import { indicesByClass } from "./subset.ts";

/** `symmetric`: to any other class. `asymmetric`: to another class of the same superclass. */
type LabelNoiseKind = "symmetric" | "asymmetric";

export interface LabelNoise {
  readonly kind: LabelNoiseKind;
  /** Share of the labels to change, in [0, 1]. */
  readonly rate: number;
  readonly seed: number | string;
}

/**
 * A training set with some labels wrong; `trueLabels` keeps the right ones.
 *
 * Of each class, floor(rate N / C) examples, chosen at random, get the label of a uniformly drawn other class, with N
 * the number of examples and C of classes: the symmetric noise of Wang et al., "Symmetric Cross Entropy for Robust
 * Learning with Noisy Labels" (ICCV 2019), section 5.1. In a set whose classes differ in size N / C is the size of
 * the class, so that each loses the same share.
 *
 * Asymmetric noise draws the other class from the same superclass, uniformly; the paper moves each class to the next
 * one within its superclass instead. A class that is alone in its superclass keeps its labels, so the share of wrong
 * labels over the whole set can be below `rate`.
 *
 * Which examples are chosen and where they go depends on the seed and the kind; a higher rate changes the same
 * examples in the same way, and more.
 *
 * @throws InputError on a rate outside [0, 1], on the test split (accuracy is measured against true labels), on
 * a set that has noise already, and on asymmetric noise where the set has no superclasses
 */
export async function withLabelNoise(dataset: Dataset, noise: LabelNoise): Promise<Dataset> {
  requireApplicable(dataset, noise);
  const count = dataset.classes.length;
  const random = createRandom(noise.seed).fork("label-noise", noise.kind);
  const labels = dataset.labels.slice();
  indicesByClass(dataset.labels, count).forEach((members, label) => {
    const targets = otherClasses(dataset, noise.kind, label);
    if (targets.length === 0) return;
    for (const index of chosenExamples(members, noise.rate, dataset, random.fork("examples", label))) {
      labels[index] = targets[random.fork("target", index).integer(targets.length)];
    }
  });
  return identified({ ...dataset, labels, trueLabels: dataset.trueLabels });
}

function requireApplicable(dataset: Dataset, { kind, rate }: LabelNoise): void {
  if (!(rate >= 0 && rate <= 1)) {
    throw new InputError("label noise", { expected: "a rate in [0, 1]", got: `${rate}` });
  }
  if (dataset.split !== "train") {
    const remedy = "Test labels stay true: accuracy is measured against them.";
    throw new InputError("label noise", { expected: "the train split", got: `the ${dataset.split} split`, remedy });
  }
  if (dataset.labels !== dataset.trueLabels) {
    throw new InputError("label noise", { expected: "a set with its true labels", got: "one that has noise already" });
  }
  if (kind === "asymmetric" && dataset.superclasses === undefined) {
    const remedy = "Symmetric noise needs none.";
    throw new InputError("label noise, asymmetric", {
      expected: "superclasses",
      got: `none in ${dataset.name}`,
      remedy,
    });
  }
}

function otherClasses(dataset: Dataset, kind: LabelNoiseKind, label: number): readonly number[] {
  const superclassOf = dataset.superclasses?.of;
  return [...dataset.classes.keys()].filter(
    (other) => other !== label && (kind === "symmetric" || superclassOf?.[other] === superclassOf?.[label]),
  );
}

function chosenExamples(members: readonly number[], rate: number, dataset: Dataset, random: Random): readonly number[] {
  const classes = dataset.classes.length;
  // Computed as the reference does, rate N / C first: for classes of equal size the factor behind it is exactly 1.
  const share = ((rate * dataset.count) / classes) * ((members.length * classes) / dataset.count);
  const order = random.permutation(members.length);
  return Array.from(order.subarray(0, Math.floor(share)), (position) => members[position]);
}
