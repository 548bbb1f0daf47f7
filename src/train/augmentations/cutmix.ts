import { z } from "zod";
import { CHANNELS } from "../../core/image.ts";
import { defineAugmentation } from "../augmentation.ts";
import type { Batch } from "../batch.ts";
import { drawBeta } from "../beta.ts";
import { blend } from "./blend.ts";
import { mixAlpha } from "./mix-options.ts";

/**
 * A box of every image is replaced by the same box of another image of the batch; the targets are mixed by the areas.
 * One box and one permutation per batch (algorithm 1 of the source). All branches share both, so that one set of targets
 * fits them.
 */
export const cutmix = defineAugmentation({
  id: "cutmix",
  title: "a box is pasted from another image of the batch (CutMix)",
  source: "Yun et al. 2019",
  mixes: true,
  options: z.object({
    mixAlpha,
    // 0.5 in the source's CIFAR experiments.
    cutmixP: z.number().min(0).max(1).default(0.5).meta({
      value: "probability",
      description: "probability that a batch is mixed",
    }),
  }),
  apply(batch, targets, options, random) {
    if (random.fork("whether").uniform() >= options.cutmixP) return;
    const lambda = drawBeta(options.mixAlpha, random.fork("lambda"));
    const draw = random.fork("box");
    const box = boxAround({ row: draw.integer(batch.height), column: draw.integer(batch.width) }, lambda, batch);
    mixBox(batch, targets, random.fork("partners").permutation(batch.count), box);
  },
});

interface Size {
  readonly height: number;
  readonly width: number;
}

/** From row `top` up to but without row `bottom`, columns likewise. */
export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A box of the image's proportions and (1 - lambda) of its area around a pixel, cut off at the image's border. */
export function boxAround(
  { row, column }: { readonly row: number; readonly column: number },
  lambda: number,
  { height, width }: Size,
): Box {
  const share = Math.sqrt(1 - lambda);
  const halfHeight = Math.floor(Math.floor(height * share) / 2);
  const halfWidth = Math.floor(Math.floor(width * share) / 2);
  return {
    top: Math.max(0, row - halfHeight),
    bottom: Math.min(height, row + halfHeight),
    left: Math.max(0, column - halfWidth),
    right: Math.min(width, column + halfWidth),
  };
}

/** Replaces the box of each image by the same box of its partner and mixes the targets by the areas, in place. */
export function mixBox(batch: Batch, targets: Float32Array, partners: ArrayLike<number>, box: Box): void {
  for (const images of batch.branches) paste(images, partners, batch, box);
  const area = (box.bottom - box.top) * (box.right - box.left);
  blend(targets, partners, 1 - area / (batch.height * batch.width));
}

function paste(images: Float32Array, partners: ArrayLike<number>, { height, width }: Size, box: Box): void {
  const before = images.slice();
  for (let i = 0; i < partners.length; i++) {
    for (let y = box.top; y < box.bottom; y++) {
      const to = ((i * height + y) * width + box.left) * CHANNELS;
      const from = ((partners[i] * height + y) * width + box.left) * CHANNELS;
      images.set(before.subarray(from, from + (box.right - box.left) * CHANNELS), to);
    }
  }
}
