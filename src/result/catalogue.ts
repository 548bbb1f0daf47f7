import { z } from "zod";
import type { Stored } from "./stored.ts";

/** A metric as a reader needs it: how to print a value, and which way is better. */
export const metricSchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  /** How to print a value: times 100 with a percent sign, times 1000, or as it is. */
  unit: z.enum(["%", "x1000", ""]),
  better: z.enum(["higher", "lower", "zero"]),
  range: z.tuple([z.number().nullable(), z.number().nullable()]),
  /** The choices behind the value; with its name, the number of examples and the version they are its signature. */
  definition: z.record(z.string(), z.union([z.string(), z.number()])),
  version: z.int().positive(),
  /** Measured under every condition; the others on clean images only. */
  headline: z.boolean(),
});

export const attackSchema = z.object({
  id: z.string(),
  title: z.string(),
  norm: z.enum(["linf", "l2"]),
  /** Gradients per image at most; 0 for a black-box attack. */
  gradients: z.int().min(0),
  settings: z.record(z.string(), z.union([z.number(), z.boolean()])),
  /** For the worst case over several attacks: their ids. Null for an attack itself. */
  worstOf: z.array(z.string()).nullable(),
});

export const corruptionSchema = z.object({
  id: z.string(),
  title: z.string(),
  family: z.enum(["noise", "blur", "weather", "digital"]),
});

/** A published list of corruptions, all of which were measured. */
export const suiteSchema = z.object({ id: z.string(), title: z.string(), corruptions: z.array(z.string()).min(1) });

/** Everything that a result speaks of by id, described. */
export const catalogueSchema = z.object({
  metrics: z.array(metricSchema),
  attacks: z.array(attackSchema),
  corruptions: z.array(corruptionSchema),
  suites: z.array(suiteSchema),
});

export type Catalogue = Stored<typeof catalogueSchema>;
export type MetricDescription = Stored<typeof metricSchema>;
export type AttackDescription = Stored<typeof attackSchema>;

/** The entry of this id; a result describes everything that it speaks of, so a missing one is a damaged result. */
export function described<T extends { readonly id: string }>(entries: readonly T[], id: string): T {
  const found = entries.find((entry) => entry.id === id);
  if (found === undefined) throw new Error(`the result speaks of "${id}" and does not describe it`);
  return found;
}
