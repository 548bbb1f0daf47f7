import type { Classifier } from "../src/core/classifier.ts";
import type { EpsilonSpace } from "../src/core/condition.ts";

/**
 * A perturbation budget: the largest change of any value, in a stated space.
 *
 * `pixel`: epsilon bounds the change of a pixel in 0...1, and the result is clipped to 0...1 (a real image).
 * `normalized`: epsilon bounds the change of the network's normalised input (pixel - mean) / std, so a pixel of
 * channel c moves by at most epsilon x std[c]; nothing is clipped, as in papers that attack the normalised tensor.
 */
export interface Budget {
  readonly epsilon: number;
  readonly space: EpsilonSpace;
}

/** A batch under attack. Everything that several attacks or epsilons need of the clean images is computed once. */
export interface Victims {
  readonly model: Classifier;
  /** Clean images, 0...1, row-major [n, height, width, 3]. */
  readonly images: Float32Array;
  /** True labels: untargeted attacks raise the cross-entropy of these. */
  readonly labels: Int32Array;
  /** Gradient of the cross-entropy at the clean images (pixel space): one pass, whoever asks first pays. */
  cleanGradient(): Promise<Float32Array>;
}

/** An adversarial attack, configured. Epsilon is given at the call. */
export interface Attack {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly norm: "linf";
  /** Gradient passes per image, the shared one of the clean images included. */
  readonly gradients: number;
  /** Adversarial images for a budget, row-major like `victims.images`. With epsilon 0 they equal the clean ones. */
  perturb(victims: Victims, budget: Budget): Promise<Float32Array>;
}

/** Puts a batch under attack. */
export function createVictims(model: Classifier, images: Float32Array, labels: Int32Array): Victims {
  let gradient: Promise<Float32Array> | undefined;
  return {
    model,
    images,
    labels,
    cleanGradient() {
      gradient ??= model.gradient(images, labels).then((pass) => pass.gradient);
      return gradient;
    },
  };
}
