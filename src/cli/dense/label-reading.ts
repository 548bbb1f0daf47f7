import type { LabelRules } from "../../../metrics/index.ts";
import { counted } from "../../core/counted.ts";
import { InputError } from "../../core/error.ts";
import { readBounded } from "../../core/regular-file.ts";
import { readLabelMap } from "../../data/dense/label-map.ts";
import type { LabelSet } from "../../data/dense/label-set.ts";
import type { readMerge } from "../../data/dense/merges.ts";

/** Names of the classes, and how labels become classes. */
export interface LabelReading {
  readonly classes: readonly string[];
  readonly rules: LabelRules;
}

/** What commands say of labels. */
interface LabelOptions extends Readonly<Required<Pick<LabelRules, "mergePredictions" | "predictedVoid">>> {
  readonly void?: string | undefined;
  readonly classes?: string | undefined;
}

type Merged = Awaited<ReturnType<typeof readMerge>>;

/** What the layout, a merge and options say about labels; the number of classes is looked up in the truth at last. */
export async function labelReading(
  set: LabelSet,
  merged: Merged | undefined,
  options: LabelOptions,
  warn: (sentence: string) => void,
): Promise<LabelReading> {
  const asked = options.void?.split(",").map(Number);
  const wrong = asked?.find((label) => !(Number.isInteger(label) && label >= 0 && label <= 255));
  if (wrong !== undefined)
    throw new InputError("`void`", { expected: "labels in 0...255, separated by commas", got: options.void ?? "" });
  const mergePredictions = options.mergePredictions;
  const predictedVoid = options.predictedVoid;
  if (merged !== undefined) {
    const { merge } = merged;
    const base = asked ?? set.voids;
    const voids = [...base, ...merged.voids].filter((label) => !merge.classOf.has(label));
    const rules = { classes: merge.classes.length, voids, merge: merge.classOf, mergePredictions, predictedVoid };
    return { classes: merge.classes, rules };
  }
  if (mergePredictions) throw new InputError("`mergePredictions`", { expected: "a `merge`", got: "none" });
  const voids = asked ?? set.voids;
  const classes =
    options.classes !== undefined ? await namesOf(options.classes) : (set.classes ?? (await lookUp(set, voids, warn)));
  const rules = { classes: classes.length, voids, predictedVoid, ...(set.classOf && { merge: set.classOf }) };
  return { classes, rules };
}

const LONGEST_NAMES = 2 ** 20;

/** A number of classes, or a file with a name a line. */
async function namesOf(text: string): Promise<readonly string[]> {
  if (/^\d+$/.test(text)) return numbered(Number(text));
  const lines = (await readBounded(text, { most: LONGEST_NAMES })).toString("utf8").split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

async function lookUp(
  set: LabelSet,
  voids: readonly number[],
  warn: (sentence: string) => void,
): Promise<readonly string[]> {
  let largest = -1;
  for (const { path } of set.records) {
    const seen = new Uint8Array(256);
    for (const label of (await readLabelMap(path, set.coding)).labels) seen[label] = 1;
    for (const [label, present] of seen.entries())
      if (present && !voids.includes(label)) largest = Math.max(largest, label);
  }
  const names = numbered(largest + 1);
  if (largest < 0) throw new InputError("`truth`", { expected: "labels that are not void", got: "none" });
  warn(
    `${counted(names.length, "class", "classes")}, as the largest label of the truth that is not void is ${largest}. If there are more, or one of them is void, say so with \`classes\` and \`void\`.`,
  );
  return names;
}

function numbered(count: number): readonly string[] {
  return Array.from({ length: count }, (_, k) => `${k}`);
}
