import { InputError } from "../../core/error.ts";
import type { ImportedModel, ImportOptions } from "./imported-model.ts";
import { type Choice, listed, notThere } from "./taken.ts";

/** An output of a graph. */
export interface OutputCandidate {
  readonly name: string;
  /** Numbers for each image; undefined where it is not one row for each. */
  readonly scores: number | undefined;
  /** What it is, where the graph's end says so. */
  readonly kind?: ImportedModel["output"];
}

/**
 * Of several outputs the one that is the classes' scores: the one that the user names; the first with a score for each
 * of the classes that are wanted, where one score tells two classes apart; the first that is probabilities, which only
 * classes have; the first row of scores. Networks with auxiliary heads, and those exported with their features, have
 * more outputs than one.
 *
 * @throws InputError where there is none of that name, or none at all
 */
export function chooseOutput<Candidate extends OutputCandidate>(
  candidates: readonly Candidate[],
  { output, classCount }: Pick<ImportOptions, "output" | "classCount">,
  subject: string,
): { readonly chosen: Candidate; readonly choice?: Choice } {
  const rows = candidates.filter(({ scores }) => scores !== undefined);
  const chosen = output === undefined ? likeliest(rows, classCount) : candidates.find(({ name }) => name === output);
  const names = candidates.map(({ name }) => name);
  if (chosen === undefined && output !== undefined) throw notThere("output", output, names, subject);
  if (chosen === undefined) {
    throw new InputError(subject, {
      expected: "an output with a row of at least two classes for each image",
      got: candidates.length === 0 ? "no output" : `none among ${listed(names)}`,
    });
  }
  const others = names.filter((name) => name !== chosen.name);
  return { chosen, ...(others.length > 0 && { choice: { name: chosen.name, others } }) };
}

function likeliest<Candidate extends OutputCandidate>(
  rows: readonly Candidate[],
  classCount: number | undefined,
): Candidate | undefined {
  const classes = ({ scores }: Candidate): number => (scores === 1 ? 2 : (scores ?? 0));
  const wanted = rows.filter((row) => classes(row) === classCount);
  const fitting = wanted.length > 0 ? wanted : rows;
  return (
    fitting.find(({ kind }) => kind === "probabilities") ?? fitting.find(({ scores }) => scores !== 1) ?? fitting[0]
  );
}
