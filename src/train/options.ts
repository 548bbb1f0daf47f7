import { z } from "zod";
import { InputError } from "../core/error.ts";

/** Options of a training method or an augmentation as a card and a plan hold them: every one, defaults included. */
export type OptionValues = Readonly<Record<string, z.core.util.JSONType>>;

/**
 * Checks options that a user gave against a schema, and adds the defaults.
 *
 * @param given by name; numbers as numbers
 * @throws InputError naming the option that does not fit or that the schema does not have
 */
export function parseOptions<Schema extends z.ZodObject>(
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const parsed = z.strictObject(schema.shape).safeParse(given);
  if (!parsed.success) throw optionError(parsed.error.issues[0], given, Object.keys(schema.shape));
  return parsed.data as z.output<Schema>;
}

function optionError(
  issue: z.core.$ZodIssue,
  given: Readonly<Record<string, unknown>>,
  known: readonly string[],
): InputError {
  if (issue.code === "unrecognized_keys") {
    return new InputError(parameter(issue.keys[0]), {
      expected: known.length === 0 ? "no options: this choice has none" : `one of ${known.map(parameter).join(", ")}`,
      got: parameter(issue.keys[0]),
      remedy: "Leave it out, or choose a method or an augmentation that has it.",
    });
  }
  const option = String(issue.path[0]);
  return new InputError(parameter(option), {
    // zod writes "Too big: expected number to be <=1": what was expected is what the sentence here needs.
    expected: /expected (.*?)(?:, received .*)?$/.exec(issue.message)?.[1] ?? "a value that fits",
    got: option in given ? JSON.stringify(given[option]) : "none",
  });
}

/** An option's name in a message. */
const parameter = (option: string): string => `\`${option}\``;
