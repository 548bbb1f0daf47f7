import { z } from "zod";
import { crossEntropy } from "../cross-entropy.ts";
import { defineMethod } from "../method.ts";
import { oneHotTargets } from "../one-hot.ts";

export const hardLabel = defineMethod({
  options: z.object({}),
  sampler: "single",
  prepare: oneHotTargets,
  loss: ([logits], targets) => crossEntropy(logits, targets),
});
