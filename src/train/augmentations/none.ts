import { z } from "zod";
import { defineAugmentation } from "../augmentation.ts";

/** Crop and flip alone. */
export const none = defineAugmentation({
  id: "none",
  title: "crop and flip alone",
  source: "the recipe of every comparison",
  mixes: false,
  options: z.object({}),
  apply() {},
});
