import type { EpsilonSpace } from "../src/core/condition.ts";

/**
 * A perturbation budget: the size of the largest change (in the attack's norm), in a stated space.
 *
 * `pixel`: epsilon bounds the change of the pixels in [0, 1], and the result is clipped to [0, 1] (a real image).
 * `normalized`: epsilon bounds the change of the network's normalised input (pixel - mean) / std, so under L-infinity
 * a pixel of channel c moves by at most epsilon x std[c]; nothing is clipped, as in papers that attack the normalised
 * tensor.
 */
export interface Budget {
  readonly epsilon: number;
  readonly space: EpsilonSpace;
}
