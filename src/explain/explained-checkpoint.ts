import type { ClassAverage } from "../../metrics/index.ts";
import type { Predictions } from "../core/predictions.ts";
import type { Network } from "../model/network.ts";
import type { WeightChange } from "../model/open-network.ts";
import type { Top } from "../result/explain-result.ts";

/** What a checkpoint answers under a condition. */
interface AnswersUnder {
  /** In the order of the classes. */
  readonly averages: readonly ClassAverage[];
  /** The most probable classes of a row of the set; null where it was not measured. */
  topOf(row: number): Top | null;
}

/** A checkpoint to explain, and what it said of the whole set. */
export interface ExplainedCheckpoint {
  readonly network: Network;
  readonly predictions: Predictions;
  /** Under each of the conditions that are explained, null where it was not measured; default: under none. */
  readonly under?: readonly (AnswersUnder | null)[];
  /** Reads the network again with other values in its weights. Absent where that is not possible. */
  withWeights?(change: WeightChange): Promise<Network>;
}
