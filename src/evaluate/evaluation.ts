import type { Dataset } from "../core/dataset.ts";
import type { Engine } from "../engine/index.ts";
import type { Network } from "../model/network.ts";
import type { Measurement } from "../result/safety-result.ts";
import type { CorruptedImages } from "./corrupted-images.ts";
import type { Plan } from "./plan.ts";

/** What a run needs besides its plan. */
export interface Evaluation {
  readonly plan: Plan;
  readonly dataset: Dataset;
  readonly networks: readonly Network[];
  readonly engine: Engine;
  readonly corrupted: CorruptedImages;
  /** What a check says against how a network was read (see `doubts` of src/cli/open-checkpoint.ts); asked once a run. */
  readonly doubts?: (network: Network) => Promise<readonly string[]>;
  /** Folder of the results; an interrupted run of the same identity goes on there. */
  readonly out: string;
  readonly restart: boolean;
  /** Images per pass; default: as many as suit each network's image size. */
  readonly batch?: number;
  readonly toolVersion: string;
  /** The question as a command line, for the result. */
  readonly command?: string;
}

/** What happens while a run is on its way; work is counted in forward passes. */
export type EvaluationEvent =
  | { readonly kind: "doubt"; readonly sentence: string }
  | { readonly kind: "start"; readonly work: number }
  | { readonly kind: "progress"; readonly checkpoint: string; readonly job: string; readonly work: number }
  | { readonly kind: "measured"; readonly checkpoint: string; readonly measurement: Measurement };
