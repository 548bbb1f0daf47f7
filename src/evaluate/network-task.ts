import type { Network } from "../model/network.ts";
import type { ClassifierPool } from "./classifier-pool.ts";
import type { Evaluation } from "./evaluation.ts";
import type { MeasurementStore } from "./measurement-store.ts";
import type { RunFolder } from "./run-folder.ts";

/** One network of a run, and where its measurements go. */
export interface NetworkTask {
  readonly network: Network;
  /** Another of the run, to transfer adversarial images from. */
  readonly other: Network | undefined;
  readonly evaluation: Evaluation;
  readonly folder: RunFolder;
  readonly store: MeasurementStore;
  readonly pool: ClassifierPool;
}
