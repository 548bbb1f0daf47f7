import { z } from "zod";

/** What made a result. */
export const originShape = {
  tool: z.object({ name: z.literal("ipswap-eval"), version: z.string() }),
  /** What was asked, as a command line without what does not change the figures. Null where no command line did. */
  command: z.string().nullable(),
  /** Id of the engine that computed it. */
  engine: z.string(),
};
