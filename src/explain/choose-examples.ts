import { argmax } from "../core/argmax.ts";
import { InputError } from "../core/error.ts";
import type { Predictions } from "../core/predictions.ts";
import type { ExplainedExample } from "../result/explain-result.ts";

/** An example that is worth looking at, and why. */
export interface Chosen {
  /** Row in the set. */
  readonly row: number;
  readonly reason: ExplainedExample["reason"];
}

/** What examples are chosen from. */
export interface Choices {
  /** Of each checkpoint, on the same rows. */
  readonly predictions: readonly Predictions[];
  readonly classes: readonly string[];
  /** Place of a row in the data set's own order. */
  readonly ownIndex: (row: number) => number;
}

const DEFAULT_COUNT = 12;

/**
 * The examples that a user asks for: `wrong:12` (what the last checkpoint gets wrong, the most confident first),
 * `flips:12` (right in one of the first two checkpoints and wrong in the other), `class:baby` or `class:baby:12` (of one class), `17,42`
 * (by their places in the data set's own order), `mixed:48` (flips, errors and the most overconfident, a third each).
 *
 * @throws InputError on anything else, and on examples that the set does not have
 */
export function chooseExamples(wanted: string, choices: Choices): readonly Chosen[] {
  const [kind, ...rest] = wanted.split(":");
  switch (kind) {
    case "wrong":
      return mostConfidentErrors(last(choices.predictions), countOf(rest[0], wanted)).map((row) => ({
        row,
        reason: "error",
      }));
    case "flips":
      return flips(choices, countOf(rest[0], wanted));
    case "mixed":
      return mixed(choices, countOf(rest[0], wanted));
    case "class":
      return ofClass(rest[0] ?? "", countOf(rest[1], wanted), choices);
    default:
      return byPlace(wanted, choices);
  }
}

function countOf(text: string | undefined, wanted: string): number {
  const count = text === undefined ? DEFAULT_COUNT : Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InputError("examples", {
    expected: "a whole number after the colon, such as wrong:12",
    got: `"${wanted}"`,
  });
}

const last = <T>(list: readonly T[]): T => list[list.length - 1];

function isRight({ probabilities, labels, classes }: Predictions, row: number): boolean {
  return argmax(probabilities, row, classes) === labels[row];
}

function confidenceOf({ probabilities, classes }: Predictions, row: number): number {
  return probabilities.subarray(row * classes, (row + 1) * classes).reduce((most, p) => Math.max(most, p), 0);
}

/** Rows in descending order of a value; of equal ones the first first. */
function descending(rows: readonly number[], keyOf: (row: number) => number): readonly number[] {
  return [...rows].sort((a, b) => keyOf(b) - keyOf(a) || a - b);
}

function mostConfidentErrors(predictions: Predictions, count: number): readonly number[] {
  const wrong = Array.from({ length: predictions.count }, (_, row) => row).filter((row) => !isRight(predictions, row));
  return descending(wrong, (row) => confidenceOf(predictions, row)).slice(0, count);
}

/** As many that only the first gets right as only the second, where there are; the surest answers first. */
function flips({ predictions }: Choices, count: number): readonly Chosen[] {
  if (predictions.length < 2) {
    throw new InputError("examples", {
      expected: "two checkpoints, to find examples that only one of them gets right",
      got: "one",
      remedy: "Give a second checkpoint, or ask for wrong:12.",
    });
  }
  const [first, second] = predictions;
  const rows = Array.from({ length: first.count }, (_, row) => row);
  const surest = (row: number) => Math.max(confidenceOf(first, row), confidenceOf(second, row));
  const lost = descending(
    rows.filter((row) => isRight(first, row) && !isRight(second, row)),
    surest,
  );
  const won = descending(
    rows.filter((row) => !isRight(first, row) && isRight(second, row)),
    surest,
  );
  const half = Math.ceil(count / 2);
  const taken = [...lost.slice(0, Math.max(half, count - won.length)), ...won].slice(0, count);
  return taken.map((row) => ({ row, reason: "flip" }));
}

function mixed(choices: Choices, count: number): readonly Chosen[] {
  const { predictions } = choices;
  const third = Math.ceil(count / 3);
  const chosen = new Map<number, Chosen>();
  const add = (candidates: readonly Chosen[], limit: number) => {
    for (const candidate of candidates) {
      if (chosen.size >= limit) return;
      if (!chosen.has(candidate.row)) chosen.set(candidate.row, candidate);
    }
  };
  const of = last(predictions);
  if (predictions.length > 1) add(flips(choices, third), third);
  add(
    mostConfidentErrors(of, third).map((row) => ({ row, reason: "overconfident" })),
    chosen.size + third,
  );
  const rest = Array.from({ length: of.count }, (_, row) => row).filter((row) => !isRight(of, row));
  add(
    rest.map((row) => ({ row, reason: "error" })),
    count,
  );
  return [...chosen.values()];
}

function ofClass(name: string, count: number, { predictions: [{ labels }], classes }: Choices): readonly Chosen[] {
  const label = classes.indexOf(name);
  if (label === -1) {
    throw new InputError("examples", {
      expected: "class: and the name of a class of the data set",
      got: `"${name}"`,
      remedy: `Names: ${classes.slice(0, 8).join(", ")}${classes.length > 8 ? ", ..." : ""}.`,
    });
  }
  const rows = Array.from(labels.keys()).filter((row) => labels[row] === label);
  return rows.slice(0, count).map((row) => ({ row, reason: "asked" }));
}

function byPlace(wanted: string, { predictions: [{ count }], ownIndex }: Choices): readonly Chosen[] {
  const rowOf = new Map(Array.from({ length: count }, (_, row) => [ownIndex(row), row]));
  return wanted.split(",").map((text) => {
    const row = /^\s*\d+\s*$/.test(text) ? rowOf.get(Number(text)) : undefined;
    if (row !== undefined) return { row, reason: "asked" as const };
    throw new InputError("examples", {
      expected: "wrong:12, flips:12, mixed:48, class:NAME, or places of examples that are measured, such as 17,42",
      got: `"${text}"`,
    });
  });
}
