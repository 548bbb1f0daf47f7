import type { Normalization } from "../src/core/classifier.ts";
import { InputError } from "../src/core/error.ts";
import { CHANNELS } from "../src/core/image.ts";
import type { Budget } from "./attack.ts";

/** The L-infinity ball of a budget, in pixel units: what a pixel of each channel may change by, and its box. */
export interface Ball {
  /** Largest change of a pixel of each channel, 0...1 units. */
  readonly radius: readonly number[];
  readonly lowest: number;
  readonly highest: number;
}

/**
 * The ball of a budget for a network with this normalisation.
 *
 * @throws InputError when epsilon is negative or not finite
 */
export function ballOf(budget: Budget, normalization: Normalization): Ball {
  const { epsilon, space } = budget;
  if (!(Number.isFinite(epsilon) && epsilon >= 0)) {
    throw new InputError("epsilon", {
      expected: "a finite number of at least 0",
      got: `${epsilon}`,
      remedy: "Give a fraction of the pixel range, for example 0.031 for 8/255.",
    });
  }
  return space === "pixel"
    ? { radius: new Array<number>(CHANNELS).fill(epsilon), lowest: 0, highest: 1 }
    : {
        radius: normalization.std.map((std) => epsilon * std),
        lowest: Number.NEGATIVE_INFINITY,
        highest: Number.POSITIVE_INFINITY,
      };
}

/**
 * One signed step, projected: x <- clip(x + step x radius x sign(gradient), to the ball around the clean image and
 * to the box). In place.
 *
 * @param images current adversarial images, row-major [..., 3]; overwritten
 * @param clean the images at the ball's centre
 * @param step step size as a fraction of the radius
 */
export function stepInBall(
  images: Float32Array,
  clean: Float32Array,
  gradient: Float32Array,
  ball: Ball,
  step: number,
): void {
  const { radius, lowest, highest } = ball;
  for (let channel = 0; channel < CHANNELS; channel++) {
    const reach = radius[channel];
    const stride = step * reach;
    for (let i = channel; i < images.length; i += CHANNELS) {
      const from = clean[i] - reach;
      const to = clean[i] + reach;
      let value = images[i] + stride * Math.sign(gradient[i]);
      if (value < from) value = from;
      else if (value > to) value = to;
      if (value < lowest) value = lowest;
      else if (value > highest) value = highest;
      images[i] = value;
    }
  }
}
