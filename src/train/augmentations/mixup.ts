import { z } from "zod";
import { defineAugmentation } from "../augmentation.ts";
import { drawBeta } from "../beta.ts";
import { blend } from "./blend.ts";
import { mixAlpha } from "./mix-options.ts";

/**
 * Every image x_i becomes lambda x_i + (1 - lambda) x_j, its target likewise, with one lambda from Beta(a, a) and one
 * permutation i -> j per batch; a = 1 in the source's CIFAR experiments. All branches share both, so that one set of
 * targets fits them.
 */
export const mixup = defineAugmentation({
  id: "mixup",
  title: "two images of the batch are averaged (MixUp)",
  source: "Zhang et al. 2018",
  mixes: true,
  options: z.object({ mixAlpha }),
  apply(batch, targets, options, random) {
    const lambda = drawBeta(options.mixAlpha, random.fork("lambda"));
    const partners = random.fork("partners").permutation(batch.count);
    for (const rows of [...batch.branches, targets]) blend(rows, partners, lambda);
  },
});
