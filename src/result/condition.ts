import { z } from "zod";
import { type Condition, conditionKey } from "../core/condition.ts";

const space = z.enum(["pixel", "normalized"]);

/** An attack's budget: its largest change, and the space in which that counts. */
export const budgetShape = { space, epsilon: z.number().nonnegative() };

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** Epsilon in both spaces, one value per channel where the network's normalisation makes them differ. */
export const unitsSchema = z.object({ pixel: channels, normalized: channels });

export const conditionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("clean") }),
  z.object({ kind: z.literal("attack"), id: z.string(), ...budgetShape }),
  z.object({ kind: z.literal("corruption"), id: z.string(), severity: z.literal([1, 2, 3, 4, 5]) }),
]);

export type ConditionOf<Kind extends Condition["kind"]> = Extract<Condition, { kind: Kind }>;

/** The conditions of a kind that occur in these lists, each once, in the order in which they first occur. */
export function conditionsOfKind<Kind extends Condition["kind"]>(
  conditions: readonly Condition[],
  kind: Kind,
): readonly ConditionOf<Kind>[] {
  const chosen = conditions.filter((condition): condition is ConditionOf<Kind> => condition.kind === kind);
  return [...new Map(chosen.map((condition) => [conditionKey(condition), condition])).values()];
}
