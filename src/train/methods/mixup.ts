import { z } from "zod";
import type { Random } from "../../core/random.ts";
import { drawBeta } from "../beta.ts";
import type { Batch } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";
import type { Mixing } from "./mixing.ts";

/**
 * Every image x_i becomes lambda x_i + (1 - lambda) x_j, its target likewise, with one lambda from Beta(a, a) and one
 * permutation i -> j per batch (Zhang et al. 2018). Two branches share both, so that a pair keeps one target.
 */
export const mixup = {
  options: z.object({
    /** a: 1 in the source's CIFAR experiments. */
    mixAlpha: z.number().gt(0).default(1),
  }),
  mix(batch: Batch, { mixAlpha }: { readonly mixAlpha: number }, random: Random): Float32Array {
    const lambda = drawBeta(mixAlpha, random.fork("lambda"));
    const partners = random.fork("partners").permutation(batch.count);
    for (const images of batch.branches) blend(images, partners, lambda);
    const targets = oneHotTargets(batch);
    blend(targets, partners, lambda);
    return targets;
  },
} satisfies Mixing;

/** Rows r_i become lambda r_i + (1 - lambda) r_j with j = partners[i], in place. */
export function blend(rows: Float32Array, partners: Int32Array, lambda: number): void {
  const before = rows.slice();
  const row = rows.length / partners.length;
  for (let i = 0; i < partners.length; i++) {
    const own = i * row;
    const other = partners[i] * row;
    for (let k = 0; k < row; k++) rows[own + k] = lambda * before[own + k] + (1 - lambda) * before[other + k];
  }
}
