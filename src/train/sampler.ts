import type { Dataset } from "../core/dataset.ts";
import type { Random } from "../core/random.ts";
import { createPairing } from "./pairing.ts";

/** What a sampler chooses from. */
interface SamplerInputs {
  readonly dataset: Pick<Dataset, "labels" | "classes">;
  readonly random: Random;
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

/** `single`: an image alone. `pair`: an image and another of its class, each of the others with equal chance. */
export const SAMPLERS = {
  single: {
    branches: 1,
    choose:
      ({ first }) =>
      (epoch, step) => [first(epoch, step)],
  },
  pair: {
    branches: 2,
    choose({ dataset, random, first }) {
      const pairing = createPairing(dataset.labels, dataset.classes);
      return (epoch, step) => {
        const images = first(epoch, step);
        const place = step * images.length;
        return [images, images.map((index, i) => pairing(index, random.fork("partner", epoch, place + i)))];
      };
    },
  },
} as const satisfies Record<string, Sampler>;

export type SamplerId = keyof typeof SAMPLERS;
