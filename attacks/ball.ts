import type { Classifier } from "../src/core/classifier.ts";
import { InputError } from "../src/core/error.ts";
import { CHANNELS } from "../src/core/image.ts";
import type { Budget } from "./budget.ts";

/** A budget in pixel units: the ball's radius, the measure of each channel, and the box of possible images. */
export interface Ball {
  readonly epsilon: number;
  /** What a pixel of each channel changes by when the network's input, in the budget's space, changes by one. */
  readonly unit: readonly number[];
  /** How many channels, the first ones, may change: those that the network looks at. Default: all. */
  readonly channels?: number;
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The ball of a budget for a network. Of one that looks at one channel, the others stay as they are, so that the whole
 * budget, in L2 too, is that channel's.
 *
 * @throws InputError when epsilon is negative or not finite
 */
export function ballOf(
  { epsilon, space }: Budget,
  { normalization, channels }: Pick<Classifier, "normalization" | "channels">,
): Ball {
  if (!(Number.isFinite(epsilon) && epsilon >= 0)) {
    throw new InputError("epsilon", {
      expected: "a finite number of at least 0",
      got: `${epsilon}`,
      remedy: "Give a fraction of the pixel range, for example 8/255 or 0.031.",
    });
  }
  const seen = channels === undefined ? {} : { channels };
  return space === "pixel"
    ? { ...seen, epsilon, unit: new Array<number>(CHANNELS).fill(1), lowest: 0, highest: 1 }
    : {
        ...seen,
        epsilon,
        unit: normalization.std,
        lowest: Number.NEGATIVE_INFINITY,
        highest: Number.POSITIVE_INFINITY,
      };
}
