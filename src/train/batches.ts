import type { Normalization } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { CHANNELS } from "../core/image.ts";
import type { Random } from "../core/random.ts";
import type { Batch } from "./batch.ts";
import { cropAndNormalize, drawCrop, normalizationTable } from "./crop.ts";
import { SAMPLERS, type SamplerId } from "./sampler.ts";

/** Batches of one training run. */
export interface Batches {
  /** Steps in an epoch. */
  readonly steps: number;
  /** The batch of a step; `images` holds its branches one after the other, in the same memory. */
  read(epoch: number, step: number): Promise<Batch & { readonly images: Float32Array }>;
}

/**
 * Cuts each epoch's random order into batches. Where they do not come out even, the last batch is filled from the
 * start of the same epoch's order, so that every batch is whole and every image is met at least once.
 *
 * Every draw is named after its epoch and its place in it: the order ("order", epoch), an image's partner
 * ("partner", epoch, place), a crop ("place", epoch, place, branch). So a resumed run draws what the first would have.
 */
export function createBatches(
  dataset: Dataset,
  options: {
    readonly batch: number;
    readonly sampler: SamplerId;
    readonly normalization: Normalization;
    readonly random: Random;
  },
): Batches {
  const { height, width, count } = dataset;
  const { batch, random } = options;
  const steps = Math.ceil(count / batch);
  const table = normalizationTable(options.normalization);
  const pixels = height * width * CHANNELS;
  const order = rememberLast((epoch) => random.fork("order", epoch).permutation(count));
  const choose = SAMPLERS[options.sampler].choose({
    dataset,
    random,
    steps,
    first: (epoch, step) => Int32Array.from({ length: batch }, (_, i) => order(epoch)[(step * batch + i) % count]),
  });

  return {
    steps,
    async read(epoch, step) {
      const chosen = choose(epoch, step);
      const images = new Float32Array(chosen.length * batch * pixels);
      const branches = chosen.map((_, branch) =>
        images.subarray(branch * batch * pixels, (branch + 1) * batch * pixels),
      );
      for (const [branch, ofBranch] of chosen.entries()) {
        const stored = await dataset.read(ofBranch);
        for (let i = 0; i < batch; i++) {
          const crop = drawCrop(random.fork("place", epoch, step * batch + i, branch));
          const [start, end] = [i * pixels, (i + 1) * pixels];
          cropAndNormalize(
            stored.subarray(start, end),
            branches[branch].subarray(start, end),
            { height, width },
            crop,
            table,
          );
        }
      }
      const [indices] = chosen;
      return {
        images,
        branches,
        indices,
        labels: indices.map((index) => dataset.labels[index]),
        count: batch,
        height,
        width,
        classes: dataset.classes.length,
      };
    },
  };
}

/** Keeps the last result of a function of a number. */
function rememberLast<T>(compute: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: compute(key) };
    return last.value;
  };
}
