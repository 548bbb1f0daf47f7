import { InputError } from "../../core/error.ts";

/** One of several things of a kind that a file holds: which was taken, and the names of the others. */
export interface Choice {
  readonly name: string;
  readonly others: readonly string[];
}

/** What was taken of a file that holds more than one: sets of weights, outputs. */
export interface Taken {
  readonly weights?: Choice;
  readonly output?: Choice;
}

/** Names listed in a sentence. */
const LISTED = 12;

/** Names for a sentence: the first few, and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return `${names.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/**
 * The error of a name that the file does not have.
 *
 * @param parameter what gave the name: `weights`, `output`
 */
export function notThere(
  parameter: keyof Taken,
  wanted: string,
  names: readonly string[],
  subject: string,
): InputError {
  return new InputError(subject, {
    expected: `\`${parameter}\` ${names.length === 1 ? names[0] : `one of ${listed(names)}`}`,
    got: `"${wanted}"`,
  });
}

/** What was taken where there was a choice, a sentence for each kind. */
export function takenNotes({ weights, output }: Taken): readonly string[] {
  return [
    ...(weights ? [`Weights ${weights.name} were taken, not ${listed(weights.others)}: \`weights\` chooses.`] : []),
    ...(output ? [`Output ${output.name} was taken, not ${listed(output.others)}: \`output\` chooses.`] : []),
  ];
}
