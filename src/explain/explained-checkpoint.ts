import type { Predictions } from "../core/predictions.ts";
import type { Network } from "../model/network.ts";
import type { WeightChange } from "../model/open-network.ts";

/** A checkpoint to explain, and what it said of the whole set. */
export interface ExplainedCheckpoint {
  readonly network: Network;
  readonly predictions: Predictions;
  /** Reads the network again with other values in its weights. Absent where that is not possible. */
  withWeights?(change: WeightChange): Promise<Network>;
}
