import type { z } from "zod";

/** What has options of its own: a training method, an augmentation. */
export interface OptionOwner {
  readonly id: string;
  readonly options: z.ZodObject;
}

/** An option as help shows it, with everything that has it. */
export interface ListedOption {
  readonly name: string;
  /** Placeholder for its value. */
  readonly value: string;
  /** What it means, the same for all that have it. */
  readonly description: string;
  /** Default of each owner, by id, as a user would write it; `undefined` where it must be given. */
  readonly defaults: ReadonlyMap<string, unknown>;
}

/**
 * Every option of these owners, each once, in the order of the list. Names, placeholders and descriptions come from the
 * schemas: `z.number().default(1).meta({ value: "weight", description: "weight of the distillation" })`.
 *
 * @throws Error where an option has no description, or means something else in another owner: both are mistakes in a
 * schema
 */
export function listOptions(owners: readonly OptionOwner[]): readonly ListedOption[] {
  const listed = new Map<string, ListedOption & { readonly defaults: Map<string, unknown> }>();
  for (const { id, options } of owners) {
    for (const [name, schema] of Object.entries(options.shape)) {
      const { value, description } = (schema as z.ZodType).meta() ?? {};
      if (typeof value !== "string" || description === undefined) {
        throw new Error(`option ${name} of ${id} has no .meta({ value, description })`);
      }
      const option = listed.get(name) ?? { name, value, description, defaults: new Map() };
      if (option.value !== value || option.description !== description) {
        throw new Error(`option ${name} of ${id} means something else in ${[...option.defaults.keys()].join(", ")}`);
      }
      option.defaults.set(id, defaultOf(schema));
      listed.set(name, option);
    }
  }
  return [...listed.values()];
}

/** What a schema takes where nothing is given. */
function defaultOf(schema: z.core.$ZodType): unknown {
  const { def } = schema._zod;
  return def.type === "default" || def.type === "prefault"
    ? (def as z.core.$ZodDefaultDef | z.core.$ZodPrefaultDef).defaultValue
    : undefined;
}
