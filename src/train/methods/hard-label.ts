import { z } from "zod";
import { defineMethod } from "../method.ts";

/** Cross-entropy with the label: CE(z, y). */
export const hardLabel = defineMethod({
  id: "hard-label",
  title: "cross-entropy with the label",
  source: "the baseline of every comparison",
  sampler: "single",
  options: z.object({}),
});
