import type { Dataset } from "../core/dataset.ts";
import type { Random } from "../core/random.ts";
import { type Pairing, pairWithAnother, pairWithAny } from "./pairing.ts";

/** What a sampler chooses from. */
interface SamplerInputs {
  readonly dataset: Pick<Dataset, "labels" | "classes">;
  readonly random: Random;
  /** Steps in an epoch. */
  readonly steps: number;
  /** Indices of the first image of each of a step's examples. An epoch meets every image as a first one. */
  first(epoch: number, step: number): Int32Array;
}

/** Which images of the training set make up the examples of a batch. */
interface Sampler {
  /** Images in an example. */
  readonly branches: number;
  /** @returns indices of a step's images for each branch, the i-th of each belonging to example i */
  choose(inputs: SamplerInputs): (epoch: number, step: number) => readonly Int32Array[];
}

/**
 * - `single`: an image alone.
 * - `pair`: an image and another of its class.
 * - `class`: an image and any of its class, which may be itself.
 * - `views`: an image twice, cropped and flipped on its own each time.
 * - `last-batch`: an image, and one of the step before, cropped and flipped anew.
 */
export const SAMPLERS = {
  single: {
    branches: 1,
    choose:
      ({ first }) =>
      (epoch, step) => [first(epoch, step)],
  },
  pair: paired(pairWithAnother),
  class: paired(pairWithAny),
  views: {
    branches: 2,
    choose:
      ({ first }) =>
      (epoch, step) => {
        const images = first(epoch, step);
        return [images, images];
      },
  },
  "last-batch": {
    branches: 2,
    choose({ first, steps }) {
      return (epoch, step) => {
        // The first step of all has none before it: its own images stand there.
        const before = Math.max(0, epoch * steps + step - 1);
        return [first(epoch, step), first(Math.floor(before / steps), before % steps)];
      };
    },
  },
} as const satisfies Record<string, Sampler>;

export type SamplerId = keyof typeof SAMPLERS;

function paired(createPairing: (labels: Int32Array, classes: readonly string[]) => Pairing) {
  return {
    branches: 2,
    choose({ dataset, random, first }) {
      const pairing = createPairing(dataset.labels, dataset.classes);
      return (epoch, step) => {
        const images = first(epoch, step);
        const place = step * images.length;
        return [images, images.map((index, i) => pairing(index, random.fork("partner", epoch, place + i)))];
      };
    },
  } as const satisfies Sampler;
}
