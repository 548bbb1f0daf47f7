import type { Classifier, GradientPass, LossId } from "../src/core/classifier.ts";
import type { Random } from "../src/core/random.ts";
import type { Budget } from "./budget.ts";
import type { NormId } from "./norms/norm.ts";

/** What an attacker is after, where an answer is no row of logits of one label: pixels of an image, say. */
export interface Judge {
  /** Losses that it knows. */
  readonly losses: readonly LossId[];
  /** 1 where nothing more can be gained. */
  fooled(logits: Float32Array, labels: Int32Array): Uint8Array;
  /** 1 where it is so by more than rounding. */
  clearlyFooled(logits: Float32Array, labels: Int32Array): Uint8Array;
  /** The loss of each image, from its answer; the larger, the more adversarial. */
  lossesOf(logits: Float32Array, labels: Int32Array): Float64Array;
}

/** A batch under attack. Everything that several attacks or epsilons need of the clean images is computed once. */
export interface AttackBatch {
  readonly model: Classifier;
  /** Clean images, [0, 1], row-major [n, height, width, 3]. */
  readonly images: Float32Array;
  /** True labels. */
  readonly labels: Int32Array;
  /** Where present the attack is targeted: it succeeds when the network answers the target, not merely wrongly. */
  readonly targets?: Int32Array;
  /** Default: answers are rows of logits, and labels are classes. */
  readonly judge?: Judge;
  /** Each image's number in its data set: random draws are keyed by it, so that no batching changes them. */
  readonly indices: Int32Array;
  /** Root of the random draws. */
  readonly random: Random;
  /** Cross-entropy pass at the clean images (pixel space), against the labels: whoever asks first pays. */
  clean(): Promise<GradientPass>;
  /** Logits of the clean images: out of that pass if somebody asked for it, else of a forward pass of their own. */
  cleanLogits(): Promise<Float32Array>;
}

/** What an attack saw when it looked at its images: one forward pass at the end of each step. */
export interface Observation {
  /** 0-based start; -1: the clean images, looked at before any start. */
  readonly restart: number;
  /** Steps (or queries) taken in this restart before the look; 0 is the start. */
  readonly step: number;
  /** Rows of the batch that are still under attack. */
  readonly rows: Int32Array;
  /** The attack's loss of each of those rows, the larger the more adversarial. */
  readonly losses: ArrayLike<number>;
  /** 1 where the goal is reached: misclassified, or classified as the target. */
  readonly fooled: Uint8Array;
}
export type Observer = (look: Observation) => void;

/** What may be changed about an attack's configuration; each attack says which of these it understands. */
export interface AttackOptions {
  readonly steps?: number | undefined;
  /** Size of a step, in epsilon's own units. */
  readonly stepSize?: number | undefined;
  readonly restarts?: number | undefined;
  /** Forward passes of a black-box attack, per image. */
  readonly queries?: number | undefined;
  /** Whether an example leaves as soon as it is fooled. Without it the most adversarial image by loss is returned. */
  readonly stopWhenFooled?: boolean | undefined;
}

/** An adversarial attack, configured. Epsilon is given at the call. */
export interface Attack {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly norm: NormId;
  /** The loss it climbs; a black-box attack only compares values of it. */
  readonly loss: LossId | "margin";
  /** Which image comes out: the one after the last step, or the most adversarial one that was looked at. */
  readonly keeps: "last" | "best";
  /** Gradient passes per image at most, a shared one of the clean images included; 0 for a black-box attack. */
  readonly gradients: number;
  /** Forward passes per image at most, besides those of the gradients. */
  readonly forwards: number;
  /** Its configuration, for reports: what a reader needs to repeat it. */
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** Size of its steps for an epsilon, in epsilon's units, where that is fixed. */
  stepSize?(epsilon: number): number;
  /**
   * The same attack, configured otherwise.
   *
   * @throws InputError on an option that it does not have, or a value out of range (no steps at all, for example)
   */
  configure(options: AttackOptions): Attack;
  /**
   * Adversarial images for a budget, row-major like `batch.images`. With epsilon 0 they equal the clean ones.
   *
   * @throws InputError when epsilon is negative or not finite, or the network cannot give what the attack needs
   */
  perturb(batch: AttackBatch, budget: Budget, observe?: Observer): Promise<Float32Array>;
}
