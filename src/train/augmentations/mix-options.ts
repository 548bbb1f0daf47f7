import { z } from "zod";

/** a of Beta(a, a), from which a mix takes the share of the image itself. */
export const mixAlpha = z
  .number()
  .gt(0)
  .default(1)
  .meta({ value: "a", description: "the mixed share is drawn from the beta distribution Beta(a, a)" });
