import { z } from "zod";
import { CHANNELS } from "../../core/image.ts";
import type { Random } from "../../core/random.ts";
import { drawBeta } from "../beta.ts";
import type { Batch } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";
import type { Mixing } from "./mixing.ts";
import { blend } from "./mixup.ts";

/**
 * A box of every image is replaced by the same box of another image of the batch; the targets are mixed by the
 * areas. One box and one permutation per batch, drawn with probability `cutmixP` (Yun et al. 2019, algorithm 1).
 * Two branches share both, so that a pair keeps one target.
 */
export const cutmix = {
  options: z.object({
    /** a of Beta(a, a), from which the share of the image that stays is drawn: 1 in the source. */
    mixAlpha: z.number().gt(0).default(1),
    /** Probability that a batch is mixed: 0.5 in the source's CIFAR experiments. */
    cutmixP: z.number().min(0).max(1).default(0.5),
  }),
  mix(
    batch: Batch,
    { mixAlpha, cutmixP }: { readonly mixAlpha: number; readonly cutmixP: number },
    random: Random,
  ): Float32Array {
    const targets = oneHotTargets(batch);
    if (random.fork("whether").uniform() >= cutmixP) return targets;
    const box = drawBox(batch, drawBeta(mixAlpha, random.fork("lambda")), random.fork("box"));
    const partners = random.fork("partners").permutation(batch.count);
    for (const images of batch.branches) paste(images, partners, batch, box);
    const area = (box.bottom - box.top) * (box.right - box.left);
    blend(targets, partners, 1 - area / (batch.height * batch.width));
    return targets;
  },
} satisfies Mixing;

interface Size {
  readonly height: number;
  readonly width: number;
}

/** Rows top...bottom-1, columns left...right-1. */
export interface Box {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** A box of the image's proportions and (1 - lambda) of its area around a uniform centre, cut off at the border. */
export function drawBox({ height, width }: Size, lambda: number, random: Random): Box {
  const share = Math.sqrt(1 - lambda);
  const halfHeight = Math.floor(Math.floor(height * share) / 2);
  const halfWidth = Math.floor(Math.floor(width * share) / 2);
  const column = random.integer(width);
  const row = random.integer(height);
  return {
    top: Math.max(0, row - halfHeight),
    bottom: Math.min(height, row + halfHeight),
    left: Math.max(0, column - halfWidth),
    right: Math.min(width, column + halfWidth),
  };
}

/** Replaces the box of each image by the same box of its partner, in place. */
export function paste(images: Float32Array, partners: Int32Array, { height, width }: Size, box: Box): void {
  const before = images.slice();
  for (let i = 0; i < partners.length; i++) {
    for (let y = box.top; y < box.bottom; y++) {
      const to = ((i * height + y) * width + box.left) * CHANNELS;
      const from = ((partners[i] * height + y) * width + box.left) * CHANNELS;
      images.set(before.subarray(from, from + (box.right - box.left) * CHANNELS), to);
    }
  }
}
