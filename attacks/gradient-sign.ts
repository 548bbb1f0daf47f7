import { InputError } from "../src/core/error.ts";
import type { Attack } from "./attack.ts";
import { ballOf, stepInBall } from "./ball.ts";

/** Settings of a gradient-sign attack; FGSM and I-FGSM are this loop with different ones. */
export interface GradientSignSettings {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  /** Gradient steps, at least 1: zero steps would report clean accuracy as robustness. */
  readonly steps: number;
  /** Step size as a fraction of epsilon. */
  readonly relativeStep: number;
}

/**
 * An untargeted L-infinity attack that repeats
 * x <- project(x + relativeStep x epsilon x sign(gradient of the cross-entropy at x)),
 * starting at the clean image, projecting to the epsilon ball (and, in pixel space, to 0...1) at every step.
 *
 * @throws InputError when `steps` is not a positive integer, or `relativeStep` is not in (0, 1]
 */
export function gradientSign(settings: GradientSignSettings): Attack {
  const { id, title, source, steps, relativeStep } = settings;
  if (!(Number.isInteger(steps) && steps >= 1)) {
    throw new InputError(`attack ${id}, steps`, {
      expected: "an integer of at least 1",
      got: `${steps}`,
      remedy: "An attack without steps leaves the image as it is and would report clean accuracy as robustness.",
    });
  }
  if (!(relativeStep > 0 && relativeStep <= 1)) {
    throw new InputError(`attack ${id}, relative step`, {
      expected: "a fraction of epsilon in (0, 1]",
      got: `${relativeStep}`,
    });
  }
  return {
    id,
    title,
    source,
    norm: "linf",
    gradients: steps,
    async perturb(victims, budget) {
      const { model, images: clean, labels } = victims;
      const images = Float32Array.from(clean);
      if (budget.epsilon === 0) return images;
      const ball = ballOf(budget, model.normalization);
      for (let step = 0; step < steps; step++) {
        const gradient = step === 0 ? await victims.cleanGradient() : (await model.gradient(images, labels)).gradient;
        stepInBall(images, clean, gradient, ball, relativeStep);
      }
      return images;
    },
  };
}
