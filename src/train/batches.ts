import type { Normalization } from "../core/classifier.ts";
import type { Dataset } from "../core/dataset.ts";
import { CHANNELS } from "../core/image.ts";
import type { Random } from "../core/random.ts";
import { drawPlacement, normalizationTable, place } from "./augment.ts";
import type { Batch } from "./method.ts";
import { createPairing } from "./pairing.ts";
import { BRANCHES, type SamplerId } from "./sampler.ts";

/** Batches of one training run. */
export interface Batches {
  /** Steps in an epoch: every image is the first of its pair (or the only one) once. */
  readonly steps: number;
  /** The batch of a step, cropped, flipped and normalised; the two branches lie one after the other in `images`. */
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
  const branchCount = BRANCHES[options.sampler];
  const pairing = options.sampler === "pair" ? createPairing(dataset.labels, dataset.classes) : undefined;
  const table = normalizationTable(options.normalization);
  const pixels = height * width * CHANNELS;
  let order: { readonly epoch: number; readonly indices: Int32Array } | undefined;

  return {
    steps: Math.ceil(count / batch),
    async read(epoch, step) {
      if (order?.epoch !== epoch) order = { epoch, indices: random.fork("order", epoch).permutation(count) };
      const { indices } = order;
      const places = Int32Array.from({ length: batch }, (_, i) => step * batch + i);
      const first = places.map((at) => indices[at % count]);
      const chosen = new Int32Array(branchCount * batch);
      chosen.set(first);
      if (pairing) {
        chosen.set(
          first.map((index, i) => pairing(index, random.fork("partner", epoch, places[i]))),
          batch,
        );
      }
      const stored = await dataset.read(chosen);
      const images = new Float32Array(branchCount * batch * pixels);
      for (let i = 0; i < chosen.length; i++) {
        const placement = drawPlacement(random.fork("place", epoch, places[i % batch], Math.floor(i / batch)));
        const start = i * pixels;
        place(
          stored.subarray(start, start + pixels),
          images.subarray(start, start + pixels),
          dataset,
          placement,
          table,
        );
      }
      return {
        images,
        branches: Array.from({ length: branchCount }, (_, branch) =>
          images.subarray(branch * batch * pixels, (branch + 1) * batch * pixels),
        ),
        labels: first.map((index) => dataset.labels[index]),
        count: batch,
        height,
        width,
        classes: dataset.classes.length,
      };
    },
  };
}
