import { z } from "zod";
import type { Schedule } from "./schedule.ts";

/** Grows over the run. The paper names the ends 0.1 and 0.5 and the epochs 30, 80, 120 of 240; the values between are
 * this program's reading. */
const INCREMENTAL: Schedule = [
  [0, 0.1],
  [30, 0.2],
  [80, 0.3],
  [120, 0.5],
];

const steps = z
  .array(z.tuple([z.number().min(0).max(240), z.number().min(0).max(1)]))
  .min(1)
  .refine((list) => list[0][0] === 0 && list.every(([epoch], i) => i === 0 || epoch > list[i - 1][0]));

/** A swap probability over a run: a number, `incremental`, or steps `epoch:p,...` with epochs of 240. */
const probability = z.unknown().transform((given, context) => {
  const parsed = steps.safeParse(readSteps(given));
  if (parsed.success) return parsed.data;
  context.addIssue({
    code: "custom",
    message: "expected a number in [0, 1], incremental, or steps such as 0:0.1,30:0.2 that start at epoch 0 of 240",
  });
  return z.NEVER;
});

function readSteps(given: unknown): unknown {
  if (given === "incremental") return INCREMENTAL;
  if (typeof given === "number") return [[0, given]];
  if (typeof given !== "string") return given;
  return given
    .split(",")
    .map((step) => step.split(":").map((part) => (part.trim() === "" ? Number.NaN : Number(part))));
}

/** Options of every method that swaps patches. */
export const swapOptions = z.object({
  // 0.5 in the paper's main experiments.
  p: probability.prefault(0.5).meta({
    value: "probability",
    description: "probability that a pair swaps: a number, incremental, or steps epoch:p,... of 240 epochs",
  }),
  // The paper's "4x4"; its other choice is "2x2".
  grid: z.int().min(1).default(4).meta({
    value: "n",
    description: "patches per side of an image; they must divide its height and width",
  }),
});
