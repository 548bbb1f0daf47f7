import type { Normalization } from "../src/core/classifier.ts";
import { InputError } from "../src/core/error.ts";
import { CHANNELS } from "../src/core/image.ts";
import type { Budget } from "./budget.ts";

/** A budget in pixel units: the ball's radius, the measure of each channel, and the box of possible images. */
export interface Ball {
  readonly epsilon: number;
  /** What a pixel of each channel changes by when the network's input, in the budget's space, changes by one. */
  readonly unit: readonly number[];
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The ball of a budget for a network with this normalisation.
 *
 * @throws InputError when epsilon is negative or not finite
 */
export function ballOf({ epsilon, space }: Budget, normalization: Normalization): Ball {
  if (!(Number.isFinite(epsilon) && epsilon >= 0)) {
    throw new InputError("epsilon", {
      expected: "a finite number of at least 0",
      got: `${epsilon}`,
      remedy: "Give a fraction of the pixel range, for example 8/255 or 0.031.",
    });
  }
  return space === "pixel"
    ? { epsilon, unit: new Array<number>(CHANNELS).fill(1), lowest: 0, highest: 1 }
    : {
        epsilon,
        unit: normalization.std,
        lowest: Number.NEGATIVE_INFINITY,
        highest: Number.POSITIVE_INFINITY,
      };
}
