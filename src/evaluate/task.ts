import type { Judge } from "../../attacks/index.ts";
import type { Classifier } from "../core/classifier.ts";
import type { Condition } from "../core/condition.ts";
import type { Engine } from "../engine/index.ts";
import type { Network } from "../model/network.ts";
import type { Reliability } from "../result/safety-result.ts";
import type { ClassifierPool } from "./classifier-pool.ts";
import type { MeasuredRun } from "./compare-all.ts";
import type { Evaluation } from "./evaluation.ts";
import type { Measured } from "./measured.ts";
import type { MeasurementStore } from "./measurement-store.ts";
import type { RunFolder, RunIdentity } from "./run-folder.ts";

/**
 * What networks are asked about images: the class of each image, or of each pixel. Jobs, their files and a run know no
 * more of it than this: what is kept of an image's answer, how many bytes that is, and what becomes of it. What fooling
 * means, and the loss that an attack climbs, are the `Classifier`'s that a task makes of a network.
 *
 * @typeParam R what `result.json` then holds
 */
export interface Task<R> {
  /** Of the result. */
  readonly schema: string;
  /** Bytes that are kept of an image under a condition. */
  readonly rowBytes: number;
  /** A network as attacks and jobs see it. */
  createModel(network: Network, engine: Engine, options: { readonly batch: number }): Promise<Classifier>;
  /** What an attacker is after on these images; nothing where labels are classes. */
  judge(indices: Int32Array): Promise<Judge | undefined>;
  /**
   * What is kept of answers.
   *
   * @param logits of some images, as the model gives them
   * @param indices which images of the set they are
   * @returns [indices.length, rowBytes]
   */
  keep(logits: Float32Array, indices: Int32Array): Uint8Array | Promise<Uint8Array>;
  /**
   * Of each image what was kept where it came off worst.
   *
   * @param candidates what was kept of the same images under each attack, and clean
   * @param labels of the images, as the set has them
   */
  worst(candidates: readonly Uint8Array[], labels: Int32Array): Uint8Array;
  /** Figures of a condition, and arrays for the per-example file, from what was kept of all images. */
  measure(condition: Condition, kept: Uint8Array<ArrayBuffer>, of: NetworkTask): Promise<Measured>;
  /** Looks for reasons to doubt the attacks on a network whose conditions are all measured; writes nothing. */
  checkReliability(
    of: NetworkTask,
    conditions: readonly Condition[],
    gradientUnavailable: string | null,
  ): Promise<Reliability>;
  /** The result of a run whose conditions are all measured, from what is on disk; finishes the run's folder. */
  assemble(run: MeasuredRun<R>, identity: RunIdentity, command: string | undefined): Promise<R>;
  /** A stored result, checked. */
  parse(content: unknown, subject: string): R;
}

/** One network of a run, and where its measurements go. */
export interface NetworkTask {
  readonly network: Network;
  /** Another of the run, to transfer adversarial images from. */
  readonly other: Network | undefined;
  readonly evaluation: Evaluation;
  readonly folder: Pick<RunFolder, "path" | "workOf">;
  readonly store: MeasurementStore;
  readonly pool: ClassifierPool;
  /** What the network is asked. */
  readonly task: Task<unknown>;
}
